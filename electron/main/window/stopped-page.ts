/** Where the window goes when the page or the byte process stops again soon after it was started anew. */
export const STOPPED_PATH = '/stopped'

/** Characters of the reason: what one screen holds. */
const REASON_CHARACTERS_MAX = 500

export function stoppedUrl(origin: string, reason: string): string {
  return `${origin}${STOPPED_PATH}?${new URLSearchParams({ reason })}`
}

/**
 * A page without script or style sheet (its policy allows none; attributes give the colours), so that it stands
 * whatever has gone wrong with the real one.
 */
export function stoppedPage(reason: string): string {
  return `<!doctype html>
<html lang="en">
<meta name="color-scheme" content="dark">
<title>Skein stopped</title>
<body bgcolor="#16181c" text="#e6e8eb" link="#7db4ff" vlink="#7db4ff">
<main>
<h1>Skein stopped twice in a short time</h1>
<p>${escapeHtml(reason.slice(0, REASON_CHARACTERS_MAX))}</p>
<p><a href="/index.html" autofocus>Start the window again</a></p>
</main>
</body>
</html>
`
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
}
