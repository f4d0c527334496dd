import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';

/**
 * The next message of a process of the bench.
 *
 * @throws Error when it ends without one.
 */
export async function answer<Answer>(child: ChildProcess): Promise<Answer> {
  const ended = once(child, 'exit').then(([code]) => {
    throw new Error(`a process of the bench ended with ${code}`);
  });
  ended.catch(() => undefined);
  const [message] = await Promise.race([once(child, 'message'), ended]);
  return message as Answer;
}
