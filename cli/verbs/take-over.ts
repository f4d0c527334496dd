import {
  isOwner,
  isSameOwner,
  takeOver as mark,
  nameOf,
  type Owner,
  ownerFile,
  ownerOf,
  successorOf,
} from '../../shared/actions/owner.ts';
import { identify } from '../../shared/registry/identity.ts';
import { type GlobalOptions, withSession } from '../aws/session.ts';
import { placeOf, printPlace } from '../aws/steward.ts';
import { print, printAside, printJson } from '../print/print.ts';
import { type AskOptions, agreed } from '../program/agreed.ts';
import { type ExitCode, exitCodes } from '../program/exit-codes.ts';

export interface TakeOverOptions extends GlobalOptions, AskOptions {
  /** The stack that is deployed from this file. */
  stack?: string;
}

/** `ecr-steward take-over`: makes this file, and its stack, the owner of the registry. */
export function takeOver(options: TakeOverOptions): Promise<ExitCode> {
  return withSession(options, async (session) => {
    const { ecr } = session;
    const file = ownerFile(options.config);
    const [registry, owner] = await Promise.all([identify(ecr), ownerOf(ecr)]);
    const me = successorOf(owner, file, options.stack);
    const whose = owner === undefined ? 'nobody' : nameOf(owner);
    if (!options.json) print(`This registry belongs to ${whose}.`);
    if (owner !== undefined && isSameOwner(owner, me)) return printOwner(me, options);
    printPlace(placeOf(session, { registry, owner }), `to make ${nameOf(me)} the owner`, options);
    if (me.stack === undefined) {
      printAside(
        'Without --stack NAME no stack is the owner: name the one that is deployed from this file.',
      );
    }
    const isOthers = owner !== undefined && !isOwner(owner, me);
    const final = isOthers ? [`${nameOf(owner)} then only observes`] : [];
    if (!(await agreed({ asks: true, final, question: 'Take it over?' }, options))) {
      return exitCodes.error;
    }
    return printOwner(await mark(ecr, me), options);
  });
}

function printOwner(me: Owner, options: GlobalOptions): ExitCode {
  if (options.json) printJson({ owner: me });
  else print(`It belongs to ${nameOf(me)}.`);
  return exitCodes.done;
}
