import { useEffect, useState } from 'react'
import { useApp } from '../app-context.ts'

/** Opens folders that are dropped anywhere in the window, and says so while they hover over it. */
export function DropArea() {
  const { host, session } = useApp()
  const [over, setOver] = useState(false)
  useEffect(() => {
    const stop = new AbortController()
    const { signal } = stop
    const hasFiles = (event: DragEvent) => event.dataTransfer?.types.includes('Files') === true
    window.addEventListener(
      'dragover',
      (event) => {
        event.preventDefault()
        setOver(hasFiles(event))
      },
      { signal },
    )
    window.addEventListener(
      'dragleave',
      (event) => {
        if (event.relatedTarget === null) setOver(false)
      },
      { signal },
    )
    window.addEventListener(
      'drop',
      (event) => {
        event.preventDefault()
        setOver(false)
        const paths = Array.from(event.dataTransfer?.files ?? [], (file) => host.pathOfDropped(file))
        const locations = paths.filter((path) => path !== '')
        if (locations.length > 0) void session.open(locations)
      },
      { signal },
    )
    return () => stop.abort()
  }, [host, session])
  if (!over) return null
  return (
    <div className="drop-area" role="status">
      <span>Drop folders to open them as one dataset</span>
    </div>
  )
}
