import type { TimeWords } from '../../../shared/words/edit-words.ts'

/** "14:02" today, "Tue 14:02" within a week, else the date too; in the user's own zone. */
function createTimeWords(): TimeWords {
  const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' })
  const weekday = new Intl.DateTimeFormat('en-GB', { weekday: 'short' })
  const date = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric' })
  return (ms) => {
    const [time, day] = [clock.format(ms), date.format(ms)]
    if (day === date.format(Date.now())) return time
    const isRecent = Math.abs(Date.now() - ms) < WEEK_MS
    return isRecent ? `${weekday.format(ms)} ${time}` : `${day} ${time}`
  }
}

/** Six days: within them the name of a weekday means one day only. */
const WEEK_MS = 6 * 24 * 3600 * 1000

export const timeWords = createTimeWords()
