import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { env } from 'node:process';
import type { DockerPlace } from '../../shared/cache/doctor/case.ts';
import type { Check } from '../../shared/cache/doctor/check.ts';
import {
  diagnoseImage,
  diagnoseRules,
  type RuleDiagnosis,
} from '../../shared/cache/doctor/diagnose.ts';
import { loadRegistryConfig } from '../../shared/config/load.ts';
import { StewardError } from '../../shared/runtime/errors.ts';
import { type GlobalOptions, withSession } from '../aws/session.ts';
import { isUnread, printChecks } from '../print/answers/doctor.ts';
import { print, printJson } from '../print/print.ts';
import { startProgress } from '../print/progress.ts';
import { type ExitCode, exitCodes } from '../program/exit-codes.ts';

export interface DoctorOptions extends GlobalOptions {
  /** False: do not check the Docker configuration of this machine. */
  docker: boolean;
}

/** `ecr-steward doctor [image]`: checks a pull step by step, up to the first step that is broken. */
export function doctor(image: string | undefined, options: DoctorOptions): Promise<ExitCode> {
  const declared = loadRegistryConfig(options.config).pullThroughCache;
  if (options.registry !== undefined) throw new StewardError(noSnapshot);
  return withSession(options, async ({ ecr, secretsManager }) => {
    const docker = options.docker ? dockerPlace() : undefined;
    const practice = { ecr, secretsManager, declared, docker };
    if (image !== undefined) {
      const checks = await diagnoseImage(practice, image);
      if (options.json) printJson({ image, checks });
      else printChecks(checks, options);
      return verdict(checks);
    }
    const progress = startProgress('cache rules checked:');
    const rules = await diagnoseRules(practice, progress.step).finally(progress.end);
    if (options.json) printJson({ rules });
    else if (rules.length === 0) print(`${options.config} declares no pull through cache rules.`);
    else printRules(rules, options);
    return verdict(rules.flatMap(({ checks }) => checks));
  });
}

function printRules(rules: readonly RuleDiagnosis[], options: DoctorOptions): void {
  for (const [index, { prefix, checks }] of rules.entries()) {
    if (index > 0) print();
    printChecks(checks, options, prefix);
  }
}

const noSnapshot =
  'doctor checks an account and this machine, which are in no snapshot: leave out --registry';

function dockerPlace(): DockerPlace {
  const folder = env.DOCKER_CONFIG || join(homedir(), '.docker');
  const searchPath = (env.PATH ?? '').split(delimiter).filter(Boolean);
  return { configFile: join(folder, 'config.json'), searchPath };
}

/**
 * A broken step or a warning is found. What cannot be checked from here is neither; a step whose calls failed is an
 * error.
 */
function verdict(checks: readonly Check[]): ExitCode {
  const found = checks.some((check) => check.verdict === 'broken' || 'warnings' in check);
  if (found) return exitCodes.found;
  return checks.some(isUnread) ? exitCodes.error : exitCodes.done;
}
