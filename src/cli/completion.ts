// `completion` prints a completion script for a shell, made from the table of commands.

import { COMMAND_NAMES, type InvocationOf } from './commands.ts'
import { EXIT, Failure } from './failure.ts'
import { type Io, line } from './io.ts'

export async function run({ args }: InvocationOf<'completion'>, io: Io): Promise<number> {
  const script = SCRIPTS[args[0]]
  if (script === undefined) {
    throw new Failure(`orderd completion knows ${Object.keys(SCRIPTS).join(', ')}`, EXIT.usage)
  }
  io.out(line(script()))
  return EXIT.done
}

/** {users: ['create', ...], serve: []} */
function words(): [first: string, seconds: string[]][] {
  const groups = Map.groupBy(COMMAND_NAMES, (name) => name.split(' ')[0] ?? name)
  return [...groups].map(([first, names]) => [
    first,
    names.flatMap((name) => name.split(' ')[1] ?? []),
  ])
}

const cases = (): string =>
  words()
    .filter(([, seconds]) => seconds.length > 0)
    .map(([first, seconds]) => `    ${first}) words="${seconds.join(' ')}" ;;`)
    .join('\n')

const SCRIPTS: Record<string, () => string> = {
  bash: () => `_orderd() {
  local words="${words()
    .map(([first]) => first)
    .join(' ')}"
  [ "$COMP_CWORD" -gt 1 ] && case "\${COMP_WORDS[1]}" in
${cases()}
    *) words="" ;;
  esac
  COMPREPLY=($(compgen -W "$words" -- "\${COMP_WORDS[COMP_CWORD]}"))
}
complete -o default -F _orderd orderd`,
  zsh: () => `autoload -U +X bashcompinit && bashcompinit
${SCRIPTS.bash?.() ?? ''}`,
  fish: () =>
    words()
      .flatMap(([first, seconds]) => [
        `complete -c orderd -n __fish_use_subcommand -a ${first}`,
        ...seconds.map(
          (second) => `complete -c orderd -n '__fish_seen_subcommand_from ${first}' -a ${second}`,
        ),
      ])
      .join('\n'),
}
