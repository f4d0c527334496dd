/** How a wrong command line is reported: in one line, with where to look. */
export function reportMisuse(message: string, write: (text: string) => void): void {
  const line = message.trim().replaceAll('\n', ' ');
  write(`${line} (npx ecr-steward --help shows all verbs and options)\n`);
}

/** The same where an argument that does not parse may be a token by mistake: it is not printed. */
export function reportUnquoted(message: string, write: (text: string) => void): void {
  const [what] = /unknown option|too many arguments/.exec(message) ?? [];
  const never = 'a token is piped in or typed, never given on the command line';
  reportMisuse(what === undefined ? message : `error: ${what}: ${never}`, write);
}
