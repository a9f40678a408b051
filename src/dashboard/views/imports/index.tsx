// The import of products, customers or orders from a file. A dry run shows the counts and each refused row
// with its reason before anything is written.

import { useQueryClient } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { type ReactNode, useState } from 'react'
import type { ImportFile, OrderdError } from '#client/index.ts'
import { client } from '#dashboard/lib/client.ts'
import { countText } from '#dashboard/lib/money.tsx'
import { t } from '#dashboard/lib/texts.ts'
import { Button } from '#dashboard/parts/button.tsx'
import { Icon } from '#dashboard/parts/icon.tsx'
import { OnlyFor } from '#dashboard/parts/only-for.tsx'
import { Absent, Failure, Skeleton } from '#dashboard/parts/states.tsx'
import { notify } from '#dashboard/parts/toast.tsx'
import { ViewHead } from '#dashboard/parts/view.tsx'
import { FilePreview } from './file-preview.tsx'
import { KINDS, type Kind, LISTS, type Report } from './import-kinds.ts'
import { RefusedRows } from './refused-rows.tsx'

const route = getRouteApi('/signed-in/shell/import/$kind')

export function Import(): ReactNode {
  const params = route.useParams()
  const kind = KINDS.find((one) => one === params.kind)
  return (
    <OnlyFor audience="staff" title={t.imports.title}>
      <ViewHead
        title={kind === undefined ? t.imports.title : t.imports.kinds[kind].title}
        name={t.imports.title}
        before={kind && <Back kind={kind} />}
      />
      <div className="parts-view-body">
        {kind === undefined ? (
          <Absent name={t.imports.title} />
        ) : (
          <ImportForm key={kind} kind={kind} />
        )}
      </div>
    </OnlyFor>
  )
}

const Back = ({ kind }: { kind: Kind }) => (
  <Link
    className="parts-button"
    data-tone="quiet"
    data-size="icon"
    to={LISTS[kind]}
    aria-label={t.imports.kinds[kind].all}
  >
    <Icon name="back" />
  </Link>
)

type Stage =
  | { at: 'choosing' }
  | { at: 'reading' | 'writing'; file: File }
  | { at: 'previewed' | 'done'; file: File; report: Report }
  | { at: 'failed'; file: File; error: OrderdError; isDryRun: boolean }

function ImportForm({ kind }: { kind: Kind }) {
  const cache = useQueryClient()
  const [stage, setStage] = useState<Stage>({ at: 'choosing' })
  const [isOver, setOver] = useState(false)

  async function run(file: File, isDryRun: boolean): Promise<void> {
    setStage({ at: isDryRun ? 'reading' : 'writing', file })
    try {
      const report = await client[kind].import(sentOf(file), { dry_run: isDryRun })
      setStage({ at: isDryRun ? 'previewed' : 'done', file, report })
      if (isDryRun) return
      notify(t.imports.imported(file.name))
      await cache.invalidateQueries()
    } catch (error) {
      setStage({ at: 'failed', file, error: error as OrderdError, isDryRun })
    }
  }

  const choose = (file: File | null | undefined) => {
    if (file) void run(file, true)
  }

  return (
    <div className="parts-stack imports-page">
      <nav className="parts-row" aria-label={t.imports.kind}>
        {KINDS.map((one) => (
          <Link key={one} className="parts-chip" to="/import/$kind" params={{ kind: one }}>
            {t.imports.kinds[one].name}
          </Link>
        ))}
      </nav>
      <label
        className="parts-panel imports-drop"
        data-over={isOver || undefined}
        onDragOver={(event) => {
          event.preventDefault()
          setOver(true)
        }}
        onDragLeave={() => setOver(false)}
        onDrop={(event) => {
          event.preventDefault()
          setOver(false)
          choose(event.dataTransfer.files[0])
        }}
      >
        <span className="parts-strong">
          {stage.at === 'choosing' ? t.imports.choose : stage.file.name}
        </span>
        <span className="parts-soft parts-small">{t.imports.kinds[kind].columns}</span>
        <span className="parts-button" data-size="small">
          {stage.at === 'choosing' ? t.imports.chooseButton : t.imports.chooseOther}
        </span>
        <input
          className="parts-visually-hidden"
          type="file"
          aria-label={t.imports.kinds[kind].file}
          accept=".csv,.ndjson,.jsonl,text/csv,application/x-ndjson"
          onChange={(event) => {
            choose(event.target.files?.[0])
            event.target.value = ''
          }}
        />
      </label>
      {stage.at !== 'choosing' && <FilePreview file={stage.file} />}
      {(stage.at === 'reading' || stage.at === 'writing') && (
        <section className="parts-panel parts-panel-body" aria-live="polite">
          <p className="parts-soft">
            {stage.at === 'reading' ? t.imports.reading : t.imports.writing}
          </p>
          <Skeleton lines={3} />
        </section>
      )}
      {stage.at === 'failed' && (
        <section className="parts-panel">
          <Failure
            error={stage.error}
            name={t.imports.kinds[kind].file}
            onRetry={() => void run(stage.file, stage.isDryRun)}
          />
          {stage.error.errors?.map(({ path, message }) => (
            <p key={path} className="parts-panel-body parts-problem">
              {path}: {message}
            </p>
          ))}
        </section>
      )}
      {(stage.at === 'previewed' || stage.at === 'done') && (
        <Outcome
          kind={kind}
          report={stage.report}
          onImport={stage.at === 'previewed' ? () => void run(stage.file, false) : null}
        />
      )}
    </div>
  )
}

const sentOf = (file: File): ImportFile => ({
  body: file,
  type: /\.(ndjson|jsonl)$/i.test(file.name) ? 'application/x-ndjson' : 'text/csv',
})

interface OutcomeProps {
  kind: Kind
  report: Report
  /** null once the file is imported. */
  onImport: (() => void) | null
}

function Outcome({ kind, report, onImport }: OutcomeProps) {
  const { records, rows, complete } = report
  const isPreview = onImport !== null
  const title = isPreview ? t.imports.preview : t.imports.result
  const counts = [
    ['added', records.in - records.replaced],
    ['changed', records.replaced],
    ['unchanged', records.unchanged],
    ['refused', records.refused],
    ['skipped', records.skipped],
  ] as const
  return (
    <section className="parts-panel" aria-label={title}>
      <header className="parts-panel-head">
        <h2>{title}</h2>
        <span className="parts-soft parts-small">
          {t.imports.rows(rows.read, countText(rows.read), countText(report.seconds))}
        </span>
      </header>
      <dl className="parts-figures">
        {counts.map(([name, count]) => (
          <div key={name}>
            <dt>{t.imports.counts[name]}</dt>
            <dd
              className="parts-tabular"
              data-tone={name === 'refused' && count > 0 ? 'stop' : undefined}
            >
              {countText(count)}
            </dd>
          </div>
        ))}
      </dl>
      {!complete && (
        <p className="parts-notice imports-notice" data-tone="stop">
          {t.imports.incomplete}
        </p>
      )}
      <RefusedRows report={report} />
      {isPreview && (
        <footer className="parts-panel-body parts-row parts-row-wrap">
          <span className="parts-soft parts-small">
            {t.imports.dryRun} {rows.refused > 0 && t.imports.dryRunRefused}
          </span>
          <span className="parts-push">
            <Button tone="main" onClick={onImport} disabled={records.in === 0}>
              {records.in === 0
                ? t.imports.nothing
                : t.imports.kinds[kind].submit(records.in, countText(records.in))}
            </Button>
          </span>
        </footer>
      )}
      {!isPreview && (
        <footer className="parts-panel-body">
          <Link className="parts-button" to={LISTS[kind]}>
            {t.imports.kinds[kind].view}
          </Link>
        </footer>
      )}
    </section>
  )
}
