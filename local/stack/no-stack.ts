import type { LocalAws } from '../aws.ts';
import { CONTROL_PATH, controlDoor } from './control.ts';
import { UnknownNameError } from './errors.ts';
import type { Stack } from './stack.ts';

/** A stack without functions, for a local AWS alone. Invoking one throws an error that says so. */
export function startNoStack(aws: Pick<LocalAws, 'mount'>): Stack {
  const never = () => () => {};
  const stack: Stack = {
    functions: [],
    resources: {},
    outputs: {},
    deliver: () => [],
    fire: async (name) => {
      throw new UnknownNameError('schedule', name, []);
    },
    invoke: async (name) => {
      throw new UnknownNameError('function', name, []);
    },
    kill: async (name) => {
      throw new UnknownNameError('function', name, []);
    },
    idle: async () => {},
    onInvocation: never,
    onCheckpoint: never,
    close: async () => unmount(),
  };
  const unmount = aws.mount(CONTROL_PATH, controlDoor(stack));
  return stack;
}
