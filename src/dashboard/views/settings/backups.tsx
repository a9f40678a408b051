// The copies of the database: when they are made, which there are, and one more now. Putting one back
// takes a server that is stopped, so that is told as the command to run.

import {
  queryOptions,
  useIsMutating,
  useMutation,
  useQuery,
  useQueryClient,
} from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import type { AnswerOf, Backup } from '#client/index.ts'
import { client } from '#dashboard/lib/client.ts'
import { Button } from '#dashboard/parts/button.tsx'
import { List } from '#dashboard/parts/list.tsx'
import { Bones, Empty, Failure } from '#dashboard/parts/states.tsx'
import type { TableColumn } from '#dashboard/parts/table.tsx'
import { shortText, Time } from '#dashboard/parts/time.tsx'
import { notify, notifyRefusal } from '#dashboard/parts/toast.tsx'
import { Frame } from './frame.tsx'
import { Restore } from './restore.tsx'
import { bytesText } from './size.ts'

type About = AnswerOf<'GET /backups'>

export const Backups = (): ReactNode => (
  <Frame name="Backups">
    <View />
  </Frame>
)

const KEY = ['backups']

const about = queryOptions({
  queryKey: [...KEY, 'about'],
  queryFn: ({ signal }) => client.backups.list({ limit: 1 }, { signal }),
})

function View() {
  const { data, error, refetch } = useQuery(about)
  if (data === undefined) {
    return error === null ? (
      <Bones lines={8} />
    ) : (
      <Failure error={error} what="backups" onRetry={() => void refetch()} />
    )
  }
  if (!data.supported) return <Elsewhere />
  return (
    <div className="parts-stack settings">
      <Schedule about={data} />
      <All />
    </div>
  )
}

const Elsewhere = () => (
  <section className="parts-panel">
    <Empty title="PostgreSQL has its own backups">
      <p className="parts-soft">
        Make them with <code>pg_dump</code> or what your provider offers. After{' '}
        <code>pg_restore</code> run <code>orderd epoch renew</code>, so that no window goes on from
        what is gone.
      </p>
    </Empty>
  </section>
)

const Schedule = ({ about: { schedule, keep } }: { about: About }) => (
  <section className="parts-panel" aria-label="Schedule">
    <header className="parts-panel-head">
      <h2>Schedule</h2>
    </header>
    <dl className="parts-panel-body parts-details">
      <dt>By itself</dt>
      <dd>
        {schedule === null ? (
          <>
            <span className="parts-status" data-tone="wait">
              Never
            </span>{' '}
            <span className="parts-soft parts-small">
              <code>ORDERD_BACKUP_SCHEDULE</code> sets it: <code>0 3 * * *</code> is each night at
              three
            </span>
          </>
        ) : (
          <>
            <code>{schedule}</code> <span className="parts-soft parts-small">cron, in UTC</span>
          </>
        )}
      </dd>
      <dt>Kept</dt>
      <dd>
        the newest {keep} that the schedule made, and every other{' '}
        <span className="parts-soft parts-small">
          <code>ORDERD_BACKUP_KEEP</code>
        </span>
      </dd>
      <dt>Where</dt>
      <dd>
        in <code>backups</code> in the data directory; a copy on another machine is yours to make
      </dd>
    </dl>
  </section>
)

const CREATE = [...KEY, 'create']

function All() {
  const cache = useQueryClient()
  const [restoring, setRestoring] = useState<Backup | null>(null)
  // Also where it was begun before one went to another view and came back.
  const isMaking = useIsMutating({ mutationKey: CREATE }) > 0
  const { mutate: make } = useMutation({
    mutationKey: CREATE,
    mutationFn: () => client.backups.create(),
    onSuccess: async ({ bytes }) => {
      notify(`Backed up: ${bytesText(bytes)}, checked`)
      await cache.invalidateQueries({ queryKey: KEY })
    },
    onError: (error) => notifyRefusal('No backup', error),
  })
  const columns: readonly TableColumn<Backup>[] = [
    ...COLUMNS,
    {
      key: 'restore',
      title: 'Put back',
      isNumber: true,
      place: 'aside',
      show: (backup) => (
        <Button
          size="small"
          aria-label={`Restore ${backup.name}`}
          onClick={() => setRestoring(backup)}
        >
          Restore…
        </Button>
      ),
    },
  ]
  return (
    <section className="parts-panel" aria-label="Backups">
      <header className="parts-panel-head">
        <h2>Backups</h2>
        <Button tone="main" size="small" isBusy={isMaking} onClick={() => make()}>
          {isMaking ? 'Backing up' : 'Back up now'}
        </Button>
      </header>
      <div role="status">
        {isMaking && (
          <div className="parts-panel-body parts-stack">
            <span className="parts-small parts-soft">
              The database is copied and the copy checked. The shop goes on meanwhile.
            </span>
            <progress className="parts-progress" aria-label="Backing up" />
          </div>
        )}
      </div>
      <List<Backup>
        isMain
        what="backups"
        label="Backups"
        queryKey={[...KEY, 'list']}
        load={(page, options) => client.backups.list(page, options)}
        columns={columns}
        keyOf={({ name }) => name}
        nameOf={({ name }) => name}
        empty={
          <Empty title="No backups yet">
            <p className="parts-soft">
              One takes a second for each 100 MB or so, and stops nobody.
            </p>
          </Empty>
        }
      />
      {restoring !== null && <Restore backup={restoring} onClose={() => setRestoring(null)} />}
    </section>
  )
}

const KINDS: Readonly<Record<Backup['kind'], string>> = {
  manual: 'By hand',
  scheduled: 'Schedule',
  migration: 'Before an upgrade',
}

const COLUMNS: readonly TableColumn<Backup>[] = [
  {
    key: 'made',
    title: 'Made',
    place: 'title',
    show: ({ created_at }) => <span className="parts-tabular">{shortText(created_at)}</span>,
  },
  { key: 'age', title: 'Age', place: 'end', show: ({ created_at }) => <Time at={created_at} /> },
  {
    key: 'name',
    title: 'Name',
    show: ({ name }) => <span className="parts-mono parts-small settings-break">{name}</span>,
  },
  { key: 'kind', title: 'By', place: 'under', show: ({ kind }) => KINDS[kind] },
  {
    key: 'size',
    title: 'Size',
    isNumber: true,
    place: 'foot',
    show: ({ bytes }) => <span className="parts-tabular">{bytesText(bytes)}</span>,
  },
]
