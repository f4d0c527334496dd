/** Escapes names and texts from outside: whoever pushes chooses tags, and events can contain anything. */

/** Control characters, bidirectional and invisible ones, line and paragraph ends, lone surrogates. */
const unprintable = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

/** A name in quotes, safe in any line: control and bidirectional characters are escaped. */
export function quoted(name: string): string {
  return escaped(JSON.stringify(name));
}

/** A text as it would stand in quotes, whole: in one line. */
export function asQuoted(text: string): string {
  return quoted(text).slice(1, -1).replaceAll('\\"', '"');
}

/** Any text as one line of at most `most` characters: invisible characters are escaped. */
export function oneLine(text: string, most = 1_000): string {
  return clipped(escaped(text.slice(0, most + 1)), most);
}

/**
 * Any text as one line of a chat message that it can neither format nor address anybody with: in Slack's
 * mrkdwn `<!channel>` calls everybody, in Markdown `[text](address)` hides an address. Slack wants `&`, `<` and
 * `>` as entities; for the rest neither Slack nor Teams has an escape that the other takes, so a zero-width
 * space stands before it.
 */
export function forChat(text: string, most = 1_000): string {
  const line = oneLine(text, most)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;');
  return line.replace(/[*~`@[\]|#\\]|(?<!\w)_|_(?!\w)/g, '\u200b$&').replaceAll('](', ']\u200b(');
}

/** At most so many characters, with `…` where it is cut. Never half a character. */
export function clipped(text: string, most: number): string {
  if (text.length <= most) return text;
  return `${text.slice(0, most - 1).replace(/[\ud800-\udbff]$/, '')}…`;
}

function escaped(text: string): string {
  return text.replace(unprintable, (character) => {
    const code = (character.codePointAt(0) ?? 0).toString(16);
    return code.length > 4 ? `\\u{${code}}` : `\\u${code.padStart(4, '0')}`;
  });
}
