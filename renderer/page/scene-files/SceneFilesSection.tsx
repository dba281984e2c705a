import { Crosshair, Eye, EyeOff, X } from 'lucide-react'
import { ToggleButton, ToggleButtonGroup } from 'react-aria-components'
import { LENGTH_UNITS } from '../../../shared/view/scene/length-unit.ts'
import { useApp, useChange, useView } from '../app-context.ts'
import { IconButton, IconToggle } from '../controls/IconButton.tsx'
import { Section } from '../frame/Section.tsx'
import { cssColour } from '../ids/segment-css.ts'
import { changeFile, countOfFile, goToFile } from './file-recipes.ts'
import type { SceneFile, ShownFile } from './scene-file.ts'

/** The files whose shapes are in the 3-D panel. It is there while there are any. */
export function SceneFilesSection() {
  const files = useView((state) => state.sceneFiles)
  if (files.length === 0) return null
  return (
    <Section title="Files in the 3-D view" note={String(files.length)}>
      <ul className="scene-files">
        {files.map((file) => (
          <FileRow key={file.id} file={file} />
        ))}
      </ul>
    </Section>
  )
}

function FileRow({ file }: { readonly file: SceneFile }) {
  const { sceneFiles } = useApp()
  const change = useChange()
  return (
    <li aria-label={file.name}>
      <div className="scene-file">
        {file.kind === 'shown' ? (
          <input
            type="color"
            aria-label={`Colour of ${file.name}`}
            value={cssColour(file.colour)}
            onChange={({ target }) =>
              change(changeFile(file.id, { colour: Number.parseInt(target.value.slice(1), 16) }))
            }
          />
        ) : null}
        <span className="clip" title={file.name}>
          {file.name}
        </span>
        {file.kind === 'shown' ? <FileButtons file={file} /> : null}
        <IconButton
          label={file.kind === 'reading' ? `Stop reading ${file.name}` : `Remove ${file.name}`}
          icon={X}
          onPress={() => sceneFiles.remove(file.id)}
        />
      </div>
      {file.kind === 'reading' ? <p className="faint hint">Reading…</p> : null}
      {file.kind === 'failed' ? (
        <p className="form-problem" role="alert">
          {file.message}
        </p>
      ) : null}
      {file.kind === 'shown' ? <FileFacts file={file} /> : null}
    </li>
  )
}

function FileButtons({ file }: { readonly file: ShownFile }) {
  const change = useChange()
  return (
    <>
      <IconButton label={`Go to ${file.name}`} icon={Crosshair} onPress={() => change(goToFile(file))} />
      <IconToggle
        label={`Show ${file.name}`}
        icon={file.visible ? Eye : EyeOff}
        isSelected={file.visible}
        onChange={() => change(changeFile(file.id, { visible: !file.visible }))}
      />
    </>
  )
}

function FileFacts({ file }: { readonly file: ShownFile }) {
  const change = useChange()
  return (
    <>
      <div className="scene-file">
        <span className="faint number">{countOfFile(file)}</span>
        <ToggleButtonGroup
          aria-label={`Unit of lengths in ${file.name}`}
          className="segmented"
          selectionMode="single"
          disallowEmptySelection
          selectedKeys={[file.unit]}
          onSelectionChange={(keys) => {
            const unit = LENGTH_UNITS.find((each) => keys.has(each))
            if (unit !== undefined) change(changeFile(file.id, { unit }))
          }}
        >
          {LENGTH_UNITS.map((unit) => (
            <ToggleButton key={unit} id={unit}>
              {unit}
            </ToggleButton>
          ))}
        </ToggleButtonGroup>
      </div>
      {file.problems.map((problem) => (
        <p key={problem} className="faint hint">
          {problem}
        </p>
      ))}
    </>
  )
}
