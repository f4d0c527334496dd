/** What several verbs say of the same option. */

export const stackHelp =
  'the stack that is deployed from this file; default: the one that owns the registry';

export const pausedStackHelp =
  'the stack of the functions; default: the one that owns the registry';

export const whilePausedHelp = 'do it although its capability is paused';
