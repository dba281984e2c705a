import { Button, Dialog, DialogTrigger, Popover, Switch } from 'react-aria-components'
import { useApp, useChange, useTeam } from '../app-context.ts'
import { showDialog } from '../view/recipes.ts'
import { badgeOf, problemInWords, type TeamState } from './live-team.ts'

/** The state of the sync in two words. A press opens details and switches. */
export function SyncBadge() {
  const badge = badgeOf(useTeam(({ sync }) => sync))
  if (badge === null) return null
  return (
    <DialogTrigger>
      <Button className={`sync-badge ${badge.tone}`} aria-label={`Sync: ${badge.words}`}>
        <i className="sync-dot" aria-hidden />
        {badge.words}
      </Button>
      <Popover className="popover sync-popover" offset={4} placement="bottom end">
        <Dialog aria-label="Central store">{({ close }) => <Details onDone={close} />}</Dialog>
      </Popover>
    </DialogTrigger>
  )
}

function Details({ onDone }: { readonly onDone: () => void }) {
  const { teamSession } = useApp()
  const change = useChange()
  const state = useTeam((one) => one)
  const { sync, session, offline, sharing, colleagues } = state
  if (sync === null) return null
  const { status, store } = sync
  const problem = problemInWords(state)
  const ask = () => {
    onDone()
    change(showDialog({ kind: 'connect', store: store ?? '' }))
  }
  return (
    <>
      <dl className="sync-facts">
        <dt>Store</dt>
        <dd className="file-path">{store ?? 'none: edits stay on this machine'}</dd>
        {status.user === undefined ? null : (
          <>
            <dt>You are</dt>
            <dd>
              {status.user} <span className="faint">{status.role}</span>
            </dd>
          </>
        )}
        <dt>Waiting</dt>
        <dd className="number">
          {status.pending === 0 ? 'nothing' : `${status.pending.toLocaleString('en')} of your edits`}
        </dd>
        {store === undefined ? null : (
          <>
            <dt>Online</dt>
            <dd>{onlineWords(colleagues)}</dd>
          </>
        )}
      </dl>
      {problem === null ? null : <p className="sync-problem">{problem}</p>}
      {session?.warning === undefined ? null : <p className="sync-problem">{session.warning}.</p>}
      {store === undefined ? null : (
        <>
          <Switch className="switch" isSelected={offline} onChange={teamSession.workOffline}>
            <i aria-hidden /> Work offline
          </Switch>
          <Switch className="switch" isSelected={sharing} onChange={teamSession.share}>
            <i aria-hidden /> Show me to colleagues
          </Switch>
        </>
      )}
      <div className="row">
        <Button className="button small" onPress={ask}>
          Connect…
        </Button>
        {session === null ? null : (
          <Button className="button small" onPress={() => void teamSession.signOut().then(onDone)}>
            Sign out
          </Button>
        )}
      </div>
    </>
  )
}

function onlineWords(colleagues: TeamState['colleagues']): string {
  const users = [...new Set(colleagues.map(({ user }) => user))]
  return users.length === 0 ? 'nobody else' : users.join(', ')
}
