/** A shader's text as its preprocessor leaves it: for the directives and the macros of at most one argument that Skein's shaders use. */
export function preprocessed(source: string): string {
  const macros = new Map<string, Macro>()
  const lines: string[] = []
  /** For each #if that is open: whether its present branch is taken, and whether one was. */
  const branches: { isTaken: boolean; wasTaken: boolean }[] = []
  for (const line of source.split('\n')) {
    const [, directive = '', rest = ''] = /^#(\w+)\s*(.*)$/.exec(line) ?? []
    const branch = branches.at(-1)
    if (directive === 'if') branches.push(taken(holds(rest, macros)))
    else if (directive === 'elif')
      Object.assign(branch!, taken(!branch!.wasTaken && holds(rest, macros), branch!.wasTaken))
    else if (directive === 'else') Object.assign(branch!, taken(!branch!.wasTaken, true))
    else if (directive === 'endif') branches.pop()
    else if (branches.every(({ isTaken }) => isTaken)) {
      if (directive === 'define') define(rest, macros)
      else lines.push(expanded(line, macros))
    }
  }
  return lines.join('\n')
}

interface Macro {
  readonly parameter: string | undefined
  readonly body: string
}

function taken(isTaken: boolean, was = false) {
  return { isTaken, wasTaken: isTaken || was }
}

function define(text: string, macros: Map<string, Macro>): void {
  const [, name = '', parameter, body = ''] = /^(\w+)(?:\((\w+)\))?\s*(.*)$/.exec(text) ?? []
  if (macros.has(name)) throw new Error(`${name} is defined twice`)
  macros.set(name, { parameter, body })
}

/** `defined(A) || (defined(B) && !defined(C))`. */
function holds(condition: string, macros: ReadonlyMap<string, Macro>): boolean {
  const known = condition.replace(/defined\((\w+)\)/g, (_, name: string) => String(macros.has(name)))
  return new Function(`return ${known}`)() as boolean
}

function expanded(line: string, macros: ReadonlyMap<string, Macro>): string {
  for (const [name, { parameter, body }] of macros) {
    const at = line.search(new RegExp(`\\b${name}\\b`))
    if (at < 0) continue
    const after = at + name.length
    if (parameter === undefined) return expanded(line.slice(0, at) + body + line.slice(after), macros)
    const end = closing(line, after)
    const filled = body.replace(new RegExp(`\\b${parameter}\\b`, 'g'), line.slice(after + 1, end))
    return expanded(line.slice(0, at) + filled + line.slice(end + 1), macros)
  }
  return line
}

/** Where the bracket that opens at `open` closes. */
function closing(line: string, open: number): number {
  for (let at = open, depth = 0; at < line.length; at++) {
    if (line[at] === '(') depth++
    if (line[at] === ')' && --depth === 0) return at
  }
  throw new Error(`a bracket stays open in ${line}`)
}
