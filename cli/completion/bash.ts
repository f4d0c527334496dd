import { type ValueFlag, valueFlags } from './flags.ts';
import type { CompletedVerb, Values } from './words.ts';

/** A script for bash (3.2 and newer). */
export function bash(verbs: readonly CompletedVerb[]): string {
  const paths = verbs.flatMap(({ path }) => (path === '' ? [] : [`'${path}'`]));
  return `# bash completion of ecr-steward
_ecr_steward() {
  local IFS=$'\\n' i verb='' word=\${COMP_WORDS[COMP_CWORD]} before=\${COMP_WORDS[COMP_CWORD-1]}
  # bash splits --config=FILE into three words.
  if [ "$word" = '=' ]; then word=''
  elif [ "$before" = '=' ]; then before=\${COMP_WORDS[COMP_CWORD-2]}
  fi
  for ((i = 1; i < COMP_CWORD; i++)); do
    case "\${COMP_WORDS[i]}" in
      ${valueFlags(verbs)
        .map(({ flags }) => flags.join('|'))
        .join('|')})
        [ "\${COMP_WORDS[i+1]}" = '=' ] && i=$((i+1))
        i=$((i+1)) ;;
      -*) ;;
      *)
        case "\${verb:+$verb }\${COMP_WORDS[i]}" in
          ${paths.join('|')}) verb="\${verb:+$verb }\${COMP_WORDS[i]}" ;;
        esac ;;
    esac
  done
  case "$before" in
${valueFlags(verbs).map(flagCase).join('\n')}
  esac
  case "$verb" in
${verbs.map(verbCase).join('\n')}
  esac
}
_ecr_steward_files() {
  compopt -o filenames 2>/dev/null
  COMPREPLY=($(compgen "$1" -- "$word"))
}
complete -F _ecr_steward ecr-steward
`;
}

function flagCase({ flags, values: [first, ...others] }: ValueFlag): string {
  const head = `    ${flags.join('|')})`;
  if (first === undefined || others.length === 0)
    return `${head} ${offer(first?.value ?? 'any')}; return ;;`;
  const cases = [first, ...others].map(({ value, paths }) => {
    const those = paths.map((path) => `'${path}'`).join('|');
    return `        ${those}) ${offer(value)} ;;`;
  });
  return `${head}\n      case "$verb" in\n${cases.join('\n')}\n      esac\n      return ;;`;
}

function verbCase({ path, verbs, options, argument }: CompletedVerb): string {
  const flags = options.flatMap((it) => it.flags);
  const names = verbs.map(({ name }) => name);
  const values = names.length > 0 ? { choices: names } : (argument ?? 'any');
  return `    '${path}')
      case "$word" in
        -*) ${offer({ choices: flags })} ;;
        *) ${offer(values)} ;;
      esac ;;`;
}

function offer(values: Values): string {
  if (values === 'any') return 'COMPREPLY=()';
  if (values === 'file') return '_ecr_steward_files -f';
  if (values === 'folder') return '_ecr_steward_files -d';
  const words = values.choices.join('\\n');
  return `COMPREPLY=($(compgen -W $'${words}' -- "$word"))`;
}
