import { useState } from 'react'
import { Button, FieldError, Form, Input, Label, ProgressBar, Text, TextField } from 'react-aria-components'
import type { ImportRequest } from '../../../shared/contracts/import-protocol.ts'
import { useApp, useView } from '../app-context.ts'
import { FieldDialog } from '../frame/FieldDialog.tsx'
import './importing.css'
import { readVoxelSize } from './voxel-size.ts'
import { isWholePath } from './whole-path.ts'

/** Makes a dataset out of a person's own images and labels, and shows how far that is. */
export function ImportDialog() {
  return (
    <FieldDialog kind="import" title="Import">
      {(_dialog, close) => <ImportForm onDone={close} />}
    </FieldDialog>
  )
}

/** What stands in the fields. */
interface Fields {
  readonly image: string
  readonly labels: string
  readonly voxelSize: string
  readonly out: string
}

const EMPTY: Fields = { image: '', labels: '', voxelSize: '', out: '' }

/** The fields come back when the dialog does: an import that was stopped goes on with the same ones. */
let kept = EMPTY

function ImportForm({ onDone }: { readonly onDone: () => void }) {
  const { host } = useApp()
  const importing = useView((state) => state.importing)
  const [fields, setFields] = useState(kept)
  const change = (part: Partial<Fields>) => {
    kept = { ...fields, ...part }
    setFields(kept)
  }
  const request = requestOf(fields)
  if (importing.kind === 'running') return <Running {...importing} onDone={onDone} />
  return (
    <Form
      className="import-form"
      onSubmit={(event) => {
        event.preventDefault()
        if (request !== undefined) void host.beginImport(request)
      }}
    >
      <PathField label="Image" value={fields.image} onChange={(image) => change({ image })} takesFiles isFirst>
        A folder of PNG, TIFF or JPEG sections, a TIFF, HDF5, OME-Zarr or N5
      </PathField>
      <PathField label="Labels" value={fields.labels} onChange={(labels) => change({ labels })} takesFiles>
        Likewise, one number a voxel; a dataset may follow a file, as a.h5/main. Either may be left out
      </PathField>
      <TextField
        className="field"
        value={fields.voxelSize}
        onChange={(voxelSize) => change({ voxelSize })}
        isInvalid={readVoxelSize(fields.voxelSize) === 'wrong'}
      >
        <Label>Size of a voxel, nm</Label>
        <Input className="mono" placeholder="4, 4, 40" />
        <Text slot="description">x, y, z; empty where the files say it</Text>
        <FieldError>Three numbers above zero: x, y, z</FieldError>
      </TextField>
      <PathField label="Into the new folder" value={fields.out} onChange={(out) => change({ out })}>
        A folder that is empty or not there yet
      </PathField>
      <Outcome />
      <div className="dialog-buttons">
        <Button className="button" onPress={onDone}>
          Cancel
        </Button>
        <Button className="button primary" type="submit" isDisabled={request === undefined}>
          {importing.kind === 'stopped' ? 'Go on' : 'Import'}
        </Button>
      </div>
    </Form>
  )
}

/** Undefined while something is missing. */
function requestOf({ image, labels, voxelSize, out }: Fields): ImportRequest | undefined {
  const size = readVoxelSize(voxelSize)
  const [from, segments, to] = [image, labels, out].map((text) => text.trim())
  if (!to || (!from && !segments) || size === 'wrong') return undefined
  if (![from, segments, to].every((path) => !path || isWholePath(path))) return undefined
  return {
    out: to,
    ...(from ? { image: from } : {}),
    ...(segments ? { labels: segments } : {}),
    ...(size === 'none' ? {} : { voxelSize: size }),
  }
}

/** What became of the last import, where it made nothing. */
function Outcome() {
  const importing = useView((state) => state.importing)
  if (importing.kind === 'stopped') return <p role="status">Stopped. What is done stays: it goes on from here.</p>
  if (importing.kind !== 'failed') return null
  return (
    <p className="import-problem" role="alert">
      {importing.reason}
    </p>
  )
}

interface PathFieldProps {
  readonly label: string
  readonly value: string
  readonly onChange: (value: string) => void
  readonly takesFiles?: boolean
  readonly isFirst?: boolean
  readonly children: string
}

function PathField({ label, value, onChange, takesFiles = false, isFirst = false, children }: PathFieldProps) {
  const { host } = useApp()
  const take = (path: string | undefined) => {
    if (path !== undefined) onChange(path)
  }
  return (
    <div className="path-field">
      <TextField
        className="field"
        value={value}
        onChange={onChange}
        autoFocus={isFirst}
        isInvalid={value.trim() !== '' && !isWholePath(value.trim())}
      >
        <Label>{label}</Label>
        <Input className="mono" spellCheck="false" />
        <Text slot="description">{children}</Text>
        <FieldError>The whole path, beginning with / or a drive</FieldError>
      </TextField>
      <Button className="button" aria-label={`${label}: folder`} onPress={() => void host.chooseFolder().then(take)}>
        Folder…
      </Button>
      {takesFiles ? (
        <Button className="button" aria-label={`${label}: file`} onPress={() => void host.chooseFile().then(take)}>
          File…
        </Button>
      ) : null}
    </div>
  )
}

interface RunningProps {
  readonly part: number
  readonly step: string
  readonly onDone: () => void
}

function Running({ part, step, onDone }: RunningProps) {
  const { host } = useApp()
  return (
    <div className="import-form">
      <ProgressBar className="import-progress" value={100 * part}>
        {({ percentage = 0, valueText }) => (
          <>
            <Label>{step === '' ? 'Looking at the files' : `Writing ${step}`}</Label>
            <span className="number">{valueText}</span>
            <div className="bar">
              <div style={{ width: `${percentage}%` }} />
            </div>
          </>
        )}
      </ProgressBar>
      <div className="dialog-buttons">
        <Button className="button" onPress={() => void host.stopImport()}>
          Stop
        </Button>
        <Button className="button primary" autoFocus onPress={onDone}>
          Go on in the background
        </Button>
      </div>
    </div>
  )
}
