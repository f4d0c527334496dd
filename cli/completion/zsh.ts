import { type ValueFlag, valueFlags } from './flags.ts';
import type { CompletedOption, CompletedVerb, Values } from './words.ts';

/** A script for zsh: a file `_ecr-steward` in $fpath, or sourced after compinit. */
export function zsh(verbs: readonly CompletedVerb[]): string {
  const paths = verbs.flatMap(({ path }) => (path === '' ? [] : [`'${path}'`]));
  const flags = valueFlags(verbs);
  return `#compdef ecr-steward
_ecr_steward() {
  local i verb='' word=\${words[CURRENT]} before=\${words[CURRENT-1]}
  local -a offered
  for ((i = 2; i < CURRENT; i++)); do
    case "\${words[i]}" in
      (${flags.map((it) => it.flags.join('|')).join('|')}) ((i++)) ;;
      (-*) ;;
      (*)
        case "\${verb:+$verb }\${words[i]}" in
          (${paths.join('|')}) verb="\${verb:+$verb }\${words[i]}" ;;
        esac ;;
    esac
  done
  if compset -P 1 '*='; then before=\${word%%=*}; fi
  case "$before" in
${flags.map(flagCase).join('\n')}
  esac
  case "$verb" in
${verbs.map(verbCase).join('\n')}
  esac
}
if [ "$funcstack[1]" = '_ecr-steward' ]; then _ecr_steward "$@"; else compdef _ecr_steward ecr-steward; fi
`;
}

function flagCase({ flags, values: [first, ...others] }: ValueFlag): string {
  const head = `    (${flags.join('|')})`;
  if (first === undefined || others.length === 0)
    return `${head} ${offer(first?.value ?? 'any')}; return ;;`;
  const cases = [first, ...others].map(({ value, paths }) => {
    const those = paths.map((path) => `'${path}'`).join('|');
    return `        (${those}) ${offer(value)} ;;`;
  });
  return `${head}\n      case "$verb" in\n${cases.join('\n')}\n      esac\n      return ;;`;
}

function verbCase({ path, verbs, options, argument }: CompletedVerb): string {
  const described = verbs.map(({ name, description }) => item(name, description));
  const values = described.length > 0 ? describe('verb', described) : offer(argument ?? 'any');
  return `    ('${path}')
      if [[ "$word" == -* ]]; then
        ${describe('option', options.flatMap(optionItems))}
      else
        ${values}
      fi ;;`;
}

function optionItems({ flags, description }: CompletedOption): string[] {
  return flags.map((flag) => item(flag, description));
}

function describe(what: string, items: readonly string[]): string {
  return `offered=(${items.join(' ')}); _describe ${what} offered`;
}

function item(name: string, description: string): string {
  return quoted(`${name.replaceAll(':', '\\:')}:${description}`);
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

function offer(values: Values): string {
  if (values === 'any') return ':';
  if (values === 'file') return '_files';
  return values === 'folder' ? '_files -/' : `compadd -- ${values.choices.join(' ')}`;
}
