import { Info, TriangleAlert, ZoomIn } from 'lucide-react'
import { useLayoutEffect, useRef } from 'react'
import { asSentence } from '../../../shared/words/as-sentence.ts'
import { useProof, useView } from '../app-context.ts'
import { ShowButton } from '../controls/ShowButton.tsx'
import { farOutWords } from '../frame/status-words.ts'
import { Words } from '../ids/Words.tsx'
import { whyGrey } from '../proofread/live-proofreading.ts'
import { bannerOf } from './banner.ts'

/**
 * The coloured frame round all panels while a tool is in hand, and the line at their top that says the next act. The
 * line lies over the tissue, so the panels keep their places when a tool is taken in hand.
 */
export function ToolFrame() {
  const tool = useProof((state) => state.tool)
  const readOnly = useProof(({ editing }) => (editing.kind === 'open' ? editing.log.readOnly : undefined))
  const grey = useProof((state) => whyGrey(state.editing))
  const farOut = useView(farOutWords)
  const banner = bannerOf(tool, readOnly === undefined)
  const lines = useRef<HTMLDivElement>(null)
  useLayoutEffect(() => (lines.current ? tellHeight(lines.current) : undefined), [])
  return (
    <>
      {banner ? <div className={`tool-frame ${banner.mode}`} aria-hidden /> : null}
      <div ref={lines} className="tool-lines" role="status" aria-live="polite" data-acting={tool.acting !== null}>
        {banner ? (
          <p className={`tool-line number ${banner.asks ? 'ask' : banner.mode}`}>
            <span data-testid="banner">
              <Words text={banner.words} />
            </span>
            {banner.refusal === null ? <ShowButton of={banner.place} /> : null}
          </p>
        ) : null}
        {banner?.aside ? (
          <p className="tool-aside number">
            <span className="tool-why" title={banner.aside.words}>
              {banner.aside.words}
            </span>
            <span className="tool-keys">
              {banner.aside.keys.map(({ key, words }) => (
                <span key={key}>
                  <kbd>{key}</kbd> {words}
                </span>
              ))}
            </span>
          </p>
        ) : null}
        {banner?.refusal ? (
          <p className="tool-refusal">
            <TriangleAlert size={14} aria-hidden />{' '}
            <span data-testid="refusal">
              <Words text={banner.refusal} />
            </span>
            <ShowButton of={banner.place} />
          </p>
        ) : null}
        {grey !== undefined ? (
          <p className="tool-refusal" data-testid="grey">
            <TriangleAlert size={14} aria-hidden /> {grey}
          </p>
        ) : null}
        {farOut !== undefined ? (
          <p className="read-only-line" data-testid="far-out">
            <ZoomIn size={14} aria-hidden /> {farOut}
          </p>
        ) : null}
        {readOnly !== undefined && grey === undefined ? (
          <p className="read-only-line">
            <Info size={14} aria-hidden /> Looking only: {asSentence(readOnly)}
          </p>
        ) : null}
      </div>
    </>
  )
}

/** Names, buttons and cards come out from under the lines: the style sheets read their height. */
function tellHeight(lines: HTMLElement): () => void {
  const { style } = document.documentElement
  const observer = new ResizeObserver(() => style.setProperty('--tool-lines', `${lines.offsetHeight}px`))
  observer.observe(lines)
  return () => observer.disconnect()
}
