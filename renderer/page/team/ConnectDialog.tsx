import { useState } from 'react'
import { Button, Form, Input, Label, Text, TextField } from 'react-aria-components'
import { useApp, useChange, useTeam } from '../app-context.ts'
import { FieldDialog } from '../frame/FieldDialog.tsx'
import { notify } from '../view/recipes.ts'

/** Asks for a central store's address and a token. */
export function ConnectDialog() {
  return (
    <FieldDialog kind="connect" title="Connect to a store">
      {({ store }, close) => <ConnectForm initial={store} onDone={close} />}
    </FieldDialog>
  )
}

interface ConnectFormProps {
  readonly initial: string
  readonly onDone: () => void
}

function ConnectForm({ initial, onDone }: ConnectFormProps) {
  const { teamSession, team } = useApp()
  const change = useChange()
  const [store, setStore] = useState(initial)
  const [token, setToken] = useState('')
  const [asking, setAsking] = useState(false)
  const [problem, setProblem] = useState<string | null>(null)
  const connect = async () => {
    setAsking(true)
    setProblem(null)
    const why = await teamSession.connect(store.trim(), token.trim())
    setAsking(false)
    if (why !== null) {
      setProblem(why)
      return
    }
    setToken('')
    onDone()
    const { session } = team.getState()
    if (session !== null) change(notify(connectedWords(session.user, session.kept)))
  }
  const isReady = store.trim() !== '' && token.trim() !== '' && !asking
  return (
    <Form
      onSubmit={(event) => {
        event.preventDefault()
        if (isReady) void connect()
      }}
    >
      <TextField className="field" value={store} onChange={setStore} autoFocus={initial === ''}>
        <Label>Address</Label>
        <Input className="mono" spellCheck="false" placeholder="https://store.example.org" />
        <PlainWarning store={store} />
      </TextField>
      <TextField className="field" type="password" value={token} onChange={setToken} autoFocus={initial !== ''}>
        <Label>Token</Label>
        <Input className="mono" autoComplete="off" spellCheck="false" />
        <Text slot="description">
          The store’s admin makes one for you. It is kept by the system’s keychain, never by the page.
        </Text>
      </TextField>
      {problem === null ? null : (
        <p className="form-problem" role="alert">
          {problem}.
        </p>
      )}
      <div className="dialog-buttons">
        <Button className="button" onPress={onDone}>
          Cancel
        </Button>
        <Button className="button primary" type="submit" isDisabled={!isReady}>
          {asking ? 'Connecting' : 'Connect'}
        </Button>
      </div>
    </Form>
  )
}

function connectedWords(user: string, kept: 'kept' | 'for-this-run'): string {
  const until = kept === 'kept' ? '' : '. This system has no safe place for the token: give it again after a restart'
  return `Connected as ${user}${until}`
}

/** Says what http means before anything is sent. */
function PlainWarning({ store }: { readonly store: string }) {
  const known = useTeam((state) => state.session?.warning)
  const isPlain = /^http:\/\/(?!(localhost|127\.|\[::1\]))./.test(store.trim())
  if (!isPlain && known === undefined) return null
  return (
    <Text slot="description" className="form-warning">
      {isPlain
        ? 'http is not encrypted: anybody on the way can read the token and the edits. Use https beyond this machine.'
        : null}
    </Text>
  )
}
