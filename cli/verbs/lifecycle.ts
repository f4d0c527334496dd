import { checkPolicies } from '../../shared/lifecycle/check.ts';
import { isFound, type LifecycleReport } from '../../shared/lifecycle/report.ts';
import type { Session } from '../aws/clients.ts';
import { type GlobalOptions, withSession } from '../aws/session.ts';
import { useFor, useOf } from '../aws/use.ts';
import { lifecycleJson, printLifecycle } from '../print/answers/lifecycle.ts';
import { lifecycleMarkdown } from '../print/markdown/lifecycle.ts';
import { printNotKnown } from '../print/not-known.ts';
import { printAside, printJson, printWhole } from '../print/print.ts';
import { startProgress } from '../print/progress.ts';
import { loadConfigIfAny } from '../program/config.ts';
import { type ExitCode, exitCodes } from '../program/exit-codes.ts';
import type { FormatOptions } from '../program/format.ts';
import { namesFor } from '../program/repositories.ts';

export type LifecycleOptions = GlobalOptions & FormatOptions<'text' | 'json' | 'markdown'>;

/** `ecr-steward lifecycle [repository...]`: previews and lints lifecycle policies, whoever wrote them. */
export async function lifecycle(names: string[], options: LifecycleOptions): Promise<ExitCode> {
  const config = loadConfigIfAny(options);
  return withSession({ ...options, limits: config.limits }, async (session) => {
    const { ecr } = session;
    printNotKnown(notKnownOf(session), 'a repository without one may have one');
    const named = await namesFor(ecr, names);
    const progress = startProgress('repositories checked:');
    const scope = { names: named, onRepository: progress.step, use: useOf(session, config) };
    const report = await checkPolicies(ecr, scope).finally(progress.end);
    const { sources } = useFor(session, config);
    if (options.json) printJson(lifecycleJson(report, sources));
    else if (options.format === 'markdown') {
      printWhole(lifecycleMarkdown(report, sources, options));
    } else printLifecycle(report, sources);
    return verdict(report);
  });
}

/** A lifecycle policy that the snapshot does not say is no policy to the local AWS. */
function notKnownOf({ unknown }: Session) {
  return (unknown?.all ?? []).filter(({ member }) => member === 'lifecyclePolicies');
}

function verdict({ repositories, unread }: LifecycleReport): ExitCode {
  const failed = [
    ...unread.map(({ repository }) => repository),
    ...repositories.filter((it) => it.preview.state !== 'known').map((it) => it.repository),
  ];
  if (failed.length > 0) {
    printAside(`error: could not be read or previewed: ${failed.join(', ')}`);
    return exitCodes.error;
  }
  return repositories.some(isFound) ? exitCodes.found : exitCodes.done;
}
