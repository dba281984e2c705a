/** Light enough for dark text on them and for a name over tissue (4.5:1 on black and under #0d1117). */
const LIGHTNESS = 78
const SATURATION = 70
/** Degrees between the hues of two numbers that follow on each other: the golden angle, so that few names come close. */
const TURN = 137.508

/** The colour of a user, the same on every machine. */
export function userColour(user: string): string {
  let hash = 0
  for (const letter of user) hash = (hash * 31 + (letter.codePointAt(0) ?? 0)) >>> 0
  return `hsl(${Math.round((hash * TURN) % 360)} ${SATURATION}% ${LIGHTNESS}%)`
}

/** One or two letters. */
export function initialsOf(user: string): string {
  const parts = user.split(/[\s._-]+/).filter((part) => part !== '')
  const letters = parts.length > 1 ? [parts[0], parts.at(-1)] : [parts[0] ?? user]
  return letters
    .map((part) => [...(part ?? '')][0] ?? '')
    .join('')
    .toUpperCase()
}
