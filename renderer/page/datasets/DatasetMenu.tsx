import { ChevronDown } from 'lucide-react'
import { Button, Header, MenuItem, MenuSection, Separator, Text } from 'react-aria-components'
import { shownLocation } from '../../../shared/bytes/shown-location.ts'
import type { RecentDataset } from '../../../shared/contracts/host-api.ts'
import { useApp, useView } from '../app-context.ts'
import { ButtonMenu } from '../controls/ButtonMenu.tsx'
import { keyOf } from '../frame/shortcuts.ts'
import { chooseShapeFiles } from '../scene-files/choose-files.ts'
import { showDialog } from '../view/recipes.ts'

/** The menu lists this many recent datasets. */
const MAX_RECENTS = 8

/** The name of what is open; its menu opens something else. */
export function DatasetMenu() {
  const { session, commands, view, sceneFiles } = useApp()
  const name = useView((state) => state.dataset?.name)
  const recents = useView((state) => state.recents).slice(0, MAX_RECENTS)
  const sample = useView((state) => state.sample)
  const isOpen = name !== undefined
  const isLink = useView((state) => state.dataset?.link !== undefined)
  const button = (
    <Button className="dataset-button" aria-label={name ? `Dataset ${name}: open another` : 'Open a dataset'}>
      <span className="clip">{name ?? 'Open a dataset'}</span>
      <ChevronDown size={14} aria-hidden />
    </Button>
  )
  return (
    <ButtonMenu button={button} label="Datasets" placement="bottom start">
      <MenuItem textValue="Open a folder" onAction={() => commands('open-folder')}>
        Open a folder… <kbd>{keyOf('open-folder')}</kbd>
      </MenuItem>
      <MenuItem textValue="Open a URL" onAction={() => commands('open-url')}>
        Open a URL… <kbd>{keyOf('open-url')}</kbd>
      </MenuItem>
      <MenuItem textValue="Import" onAction={() => view.setState(showDialog({ kind: 'import' }))}>
        Import…
      </MenuItem>
      {sample.kind !== 'made' ? null : (
        <MenuItem textValue="Open the sample" onAction={() => void session.open([sample.location])}>
          Open the sample
        </MenuItem>
      )}
      {isOpen ? <Separator /> : null}
      {isOpen ? (
        <MenuItem textValue="Show files in the 3-D view" onAction={() => chooseShapeFiles(sceneFiles.add)}>
          Show files in the 3-D view…
        </MenuItem>
      ) : null}
      {isOpen ? (
        <MenuItem textValue="Copy as Neuroglancer link" onAction={() => commands('copy-link')}>
          Copy as Neuroglancer link <kbd>{keyOf('copy-link')}</kbd>
        </MenuItem>
      ) : null}
      {isLink ? (
        <MenuItem textValue="What the link left out" onAction={() => view.setState(showDialog({ kind: 'link' }))}>
          What the link left out
        </MenuItem>
      ) : null}
      {recents.length === 0 ? null : (
        <>
          <Separator />
          <MenuSection>
            <Header>Recent</Header>
            {recents.map((recent) => (
              <MenuItem
                key={shownLocations(recent)}
                id={shownLocations(recent)}
                textValue={recent.name}
                className="recent-item"
                onAction={() => void session.open(recent.locations)}
              >
                <Text slot="label">{recent.name}</Text>
                <Text slot="description" className="file-path">
                  {shownLocations(recent)}
                </Text>
              </MenuItem>
            ))}
          </MenuSection>
        </>
      )}
    </ButtonMenu>
  )
}

/** No two recent datasets have the same locations as shown. */
function shownLocations({ locations }: RecentDataset): string {
  return locations.map(shownLocation).join('  +  ')
}
