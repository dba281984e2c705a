import { FolderOpen, Import, Link, X } from 'lucide-react'
import { Button } from 'react-aria-components'
import { shownLocation } from '../../../shared/bytes/shown-location.ts'
import { useApp, useView } from '../app-context.ts'
import { IconButton } from '../controls/IconButton.tsx'
import { keyOf } from '../frame/shortcuts.ts'
import { showDialog } from '../view/recipes.ts'
import { SampleAction } from './SampleAction.tsx'

/** The start page lists this many recent datasets. */
const MAX_RECENTS = 6

/** Shown while nothing is open: what to do next, with the sample one key away. */
export function StartPage() {
  const { commands, view } = useApp()
  return (
    <main className="start-page">
      <div className="start-column">
        <h2>Open a volume</h2>
        <p className="faint">EM and segmentation as precomputed, OME-Zarr or N5 volumes, from a folder or the web.</p>
        <div className="start-actions">
          <SampleAction />
          <Button className="start-action" onPress={() => commands('open-folder')}>
            <FolderOpen size={18} aria-hidden />
            <span>
              Open a folder…
              <small>Or drop one anywhere in this window</small>
            </span>
            <kbd>{keyOf('open-folder')}</kbd>
          </Button>
          <Button className="start-action" onPress={() => commands('open-url')}>
            <Link size={18} aria-hidden />
            <span>
              Open a URL…
              <small>Or paste one here, also a Neuroglancer link</small>
            </span>
            <kbd>{keyOf('open-url')}</kbd>
          </Button>
          <Button className="start-action" onPress={() => view.setState(showDialog({ kind: 'import' }))}>
            <Import size={18} aria-hidden />
            <span>
              Import…
              <small>Your own images and labels, from PNG, TIFF, HDF5 and the like</small>
            </span>
          </Button>
        </div>
        <Recents />
      </div>
    </main>
  )
}

function Recents() {
  const { session } = useApp()
  const recents = useView((state) => state.recents).slice(0, MAX_RECENTS)
  if (recents.length === 0) return null
  return (
    <section className="start-recents" aria-label="Recent datasets">
      <h3>Recent</h3>
      <ul>
        {recents.map((recent) => (
          <li key={recent.locations.join('\n')}>
            <Button className="recent" onPress={() => void session.open(recent.locations)}>
              <span className="clip">{recent.name}</span>
              <small className="file-path">{recent.locations.map(shownLocation).join('  +  ')}</small>
            </Button>
            <IconButton
              label={`Forget ${recent.name}`}
              icon={X}
              onPress={() => void session.forget(recent.locations)}
            />
          </li>
        ))}
      </ul>
    </section>
  )
}
