import { useEffect, useState } from 'react'
import { isShapeFile } from '../../../shared/meshes/files/read-shape.ts'
import { useApp } from '../app-context.ts'

/**
 * Opens folders that are dropped anywhere in the window, shows files of shapes in the 3-D view, and says so while they hover
 * over it.
 */
export function DropArea() {
  const { host, session, sceneFiles } = useApp()
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
        const files = [...(event.dataTransfer?.files ?? [])]
        const shapes = files.filter(({ name }) => isShapeFile(name))
        if (shapes.length > 0) sceneFiles.add(shapes)
        const others = files.filter(({ name }) => !isShapeFile(name))
        const locations = others.map((file) => host.pathOfDropped(file)).filter((path) => path !== '')
        if (locations.length > 0) void session.open(locations)
      },
      { signal },
    )
    return () => stop.abort()
  }, [host, session, sceneFiles])
  if (!over) return null
  return (
    <div className="drop-area" role="status">
      <span>Drop folders to open them as one dataset, or OBJ, PLY and SWC files to see them in the 3-D view</span>
    </div>
  )
}
