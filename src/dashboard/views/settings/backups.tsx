// The backups of the database: their schedule, their list, and a button for one more. A restore needs the
// server stopped, so its dialog gives the command to run.

import {
  queryOptions,
  useIsMutating,
  useMutation,
  useQuery,
  useQueryClient,
} from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import type { AnswerOf, Backup } from '#client/index.ts'
import { bytesText } from '#dashboard/lib/bytes.ts'
import { client } from '#dashboard/lib/client.ts'
import { t } from '#dashboard/lib/texts.ts'
import { Button } from '#dashboard/parts/button.tsx'
import { List } from '#dashboard/parts/list.tsx'
import { Prose } from '#dashboard/parts/prose.tsx'
import { Empty, Failure, Skeleton } from '#dashboard/parts/states.tsx'
import type { TableColumn } from '#dashboard/parts/table.tsx'
import { shortText, Time } from '#dashboard/parts/time.tsx'
import { notify, notifyRefusal } from '#dashboard/parts/toast.tsx'
import { Frame } from './frame.tsx'
import { Restore } from './restore.tsx'

const { backups: texts } = t.settings

type About = AnswerOf<'GET /backups'>

export const Backups = (): ReactNode => (
  <Frame name={t.settings.pages.backups}>
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
      <Skeleton lines={8} />
    ) : (
      <Failure error={error} name={t.settings.pages.backups} onRetry={() => void refetch()} />
    )
  }
  if (!data.supported) return <Elsewhere />
  return (
    <div className="parts-stack settings">
      <Schedule about={data} />
      <All hasCopies={data.offsite !== null} />
    </div>
  )
}

const Elsewhere = () => (
  <section className="parts-panel">
    <Empty title={texts.postgres}>
      <p className="parts-soft">
        <Prose text={texts.postgresHint} />
      </p>
    </Empty>
  </section>
)

const Schedule = ({ about: { schedule, keep, offsite } }: { about: About }) => (
  <section className="parts-panel" aria-label={texts.schedule}>
    <header className="parts-panel-head">
      <h2>{texts.schedule}</h2>
    </header>
    <dl className="parts-panel-body parts-details">
      <dt>{texts.automatic}</dt>
      <dd>
        {schedule === null ? (
          <>
            <span className="parts-status" data-tone="wait">
              {t.common.never}
            </span>{' '}
            <span className="parts-soft parts-small">
              <Prose text={texts.scheduleHint} />
            </span>
          </>
        ) : (
          <>
            <code>{schedule}</code> <span className="parts-soft parts-small">{texts.cron}</span>
          </>
        )}
      </dd>
      <dt>{texts.retention}</dt>
      <dd>
        {texts.kept(keep)}{' '}
        <span className="parts-soft parts-small">
          <Prose text="`ORDERD_BACKUP_KEEP`" />
        </span>
      </dd>
      <dt>{texts.location}</dt>
      <dd>
        <Prose text={texts.locationHint} />{' '}
        <Prose text={offsite === null ? texts.noOffsite : texts.offsite(offsite.name)} />
        {offsite !== null && offsite.failure !== null && (
          <p className="parts-status" data-tone="stop" role="alert">
            {texts.offsiteFailed} {offsite.failure}
          </p>
        )}
      </dd>
    </dl>
  </section>
)

const CREATE = [...KEY, 'create']

function All({ hasCopies }: { hasCopies: boolean }) {
  const cache = useQueryClient()
  const [restoring, setRestoring] = useState<Backup | null>(null)
  // Also a backup that was started before the view was left and opened again.
  const isMaking = useIsMutating({ mutationKey: CREATE }) > 0
  const { mutate: make } = useMutation({
    mutationKey: CREATE,
    mutationFn: () => client.backups.create(),
    onSuccess: async ({ bytes }) => {
      notify(texts.done(bytesText(bytes)))
      await cache.invalidateQueries({ queryKey: KEY })
    },
    onError: (error) => notifyRefusal(texts.failed, error),
  })
  const columns: readonly TableColumn<Backup>[] = [
    ...COLUMNS,
    ...(hasCopies ? [COPY] : []),
    {
      key: 'restore',
      title: texts.restore,
      isNumber: true,
      slot: 'aside',
      render: (backup) => (
        <Button
          size="small"
          aria-label={texts.restoreName(backup.name)}
          onClick={() => setRestoring(backup)}
        >
          {texts.restoreItem}
        </Button>
      ),
    },
  ]
  return (
    <section className="parts-panel" aria-label={t.settings.pages.backups}>
      <header className="parts-panel-head">
        <h2>{t.settings.pages.backups}</h2>
        <Button tone="main" size="small" isBusy={isMaking} onClick={() => make()}>
          {isMaking ? texts.running : texts.now}
        </Button>
      </header>
      <div role="status">
        {isMaking && (
          <div className="parts-panel-body parts-stack">
            <span className="parts-small parts-soft">{texts.runningHint}</span>
            <progress className="parts-progress" aria-label={texts.running} />
          </div>
        )}
      </div>
      <List<Backup>
        isMain
        label={t.settings.pages.backups}
        queryKey={[...KEY, 'list']}
        load={(page, options) => client.backups.list(page, options)}
        columns={columns}
        keyOf={({ name }) => name}
        nameOf={({ name }) => name}
        empty={
          <Empty title={texts.empty}>
            <p className="parts-soft">{texts.emptyHint}</p>
          </Empty>
        }
      />
      {restoring !== null && <Restore backup={restoring} onClose={() => setRestoring(null)} />}
    </section>
  )
}

const COPY: TableColumn<Backup> = {
  key: 'copy',
  title: texts.copy,
  slot: 'foot',
  render: ({ is_offsite }) => (
    <span className="parts-status" data-tone={is_offsite ? 'good' : 'wait'}>
      {is_offsite ? texts.copied : texts.notCopied}
    </span>
  ),
}

const COLUMNS: readonly TableColumn<Backup>[] = [
  {
    key: 'made',
    title: texts.created,
    slot: 'title',
    render: ({ created_at }) => <span className="parts-tabular">{shortText(created_at)}</span>,
  },
  {
    key: 'age',
    title: texts.age,
    slot: 'end',
    render: ({ created_at }) => <Time at={created_at} />,
  },
  {
    key: 'name',
    title: t.common.name,
    render: ({ name }) => <span className="parts-mono parts-small settings-break">{name}</span>,
  },
  { key: 'kind', title: texts.kind, slot: 'under', render: ({ kind }) => texts.kinds[kind] },
  {
    key: 'size',
    title: texts.size,
    isNumber: true,
    slot: 'foot',
    render: ({ bytes }) => <span className="parts-tabular">{bytesText(bytes)}</span>,
  },
]
