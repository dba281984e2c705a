import { parseSync, Visitor } from 'vite'

/** Lines of one function that can be read at a glance: about a screen. */
export const maxFunctionLines = 75

/** The functions of a file that are longer, as one line each. Inner functions count by themselves and in their outer one. */
export function findLongFunctions(file: string, source: string): readonly string[] {
  const long: string[] = []
  const look = ({ start, end }: { readonly start: number; readonly end: number }): void => {
    const lines = source.slice(start, end).split('\n').length
    if (lines <= maxFunctionLines) return
    long.push(
      `${file}:${source.slice(0, start).split('\n').length}: a function of ${lines} lines, over ${maxFunctionLines}`,
    )
  }
  new Visitor({
    FunctionDeclaration: look,
    FunctionExpression: look,
    ArrowFunctionExpression: look,
  }).visit(parseSync(file, source).program)
  return long
}
