// The saved views of the orders table: each is a filter with its sorting and columns under a name, private or
// shared with all staff.

import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { AnswerOf } from '#client/index.ts'
import { client } from '#dashboard/lib/client.ts'
import { useStore } from '#dashboard/lib/store.ts'
import { t } from '#dashboard/lib/texts.ts'
import { Button } from '#dashboard/parts/button.tsx'
import { confirm, Dialog } from '#dashboard/parts/dialog.tsx'
import { Check, Refusal, TextField, useForm } from '#dashboard/parts/form.tsx'
import { Icon } from '#dashboard/parts/icon.tsx'
import { Menu } from '#dashboard/parts/menu.tsx'
import { notify, notifyRefusal } from '#dashboard/parts/toast.tsx'
import type { OrdersSearch } from './search.ts'
import { visibleColumns } from './visible-columns.ts'

type View = AnswerOf<'GET /views'>['items'][number]

const MAX_VIEWS = 100
const texts = t.orders.views

interface SavedViewsProps {
  search: OrdersSearch
  onOpen: (search: OrdersSearch) => void
}

export function SavedViews({ search, onOpen }: SavedViewsProps) {
  const cache = useQueryClient()
  const [isSaving, setSaving] = useState(false)
  const { data } = useQuery({
    queryKey: ['views'],
    queryFn: () => client.views.list({ limit: MAX_VIEWS }),
  })
  const current = data?.items.find((view) => isSame(searchOf(view), search))
  const refresh = () => cache.invalidateQueries({ queryKey: ['views'] })

  function open(view: View): void {
    if (view.columns !== null && view.columns.length > 0) visibleColumns.set(view.columns)
    onOpen(searchOf(view))
  }

  async function remove(view: View): Promise<void> {
    const isConfirmed = await confirm({
      title: texts.confirmDelete.title(view.name),
      body: view.shared ? texts.confirmDelete.bodyShared : texts.confirmDelete.body,
      confirmLabel: texts.confirmDelete.confirm,
      tone: 'stop',
    })
    if (!isConfirmed) return
    try {
      await client.views.delete(view.id)
      notify(texts.deleted(view.name))
      await refresh()
    } catch (error) {
      notifyRefusal(view.name, error)
    }
  }

  return (
    <>
      <Menu
        label={texts.label}
        tone="quiet"
        items={() => [
          ...(data?.items ?? []).map((view) => ({
            label: view.shared ? texts.shared(view.name) : view.name,
            isChecked: view === current,
            run: () => open(view),
          })),
          { label: texts.save, startsGroup: true, run: () => setSaving(true) },
          ...(current === undefined
            ? []
            : [
                {
                  label: texts.delete(current.name),
                  tone: 'stop' as const,
                  run: () => void remove(current),
                },
              ]),
        ]}
      >
        <Icon name="bookmark" />
        <span className="parts-truncate orders-view-name">{current?.name ?? texts.title}</span>
      </Menu>
      {isSaving && (
        <SaveView search={search} onClose={() => setSaving(false)} onSaved={() => void refresh()} />
      )}
    </>
  )
}

interface SaveViewProps {
  search: OrdersSearch
  onClose: () => void
  onSaved: () => void
}

function SaveView({ search, onClose, onSaved }: SaveViewProps) {
  const [name, setName] = useState('')
  const [isShared, setShared] = useState(false)
  const columns = useStore(visibleColumns)
  const form = useForm(async () => {
    const { cursor: _, sort = null, ...filter } = search
    await client.views.create({
      name,
      filter,
      sort: sort as View['sort'] & null,
      columns: [...columns],
      shared: isShared,
    })
    notify(texts.saved(name))
    onSaved()
    onClose()
  })
  return (
    <Dialog
      title={texts.dialog}
      onClose={onClose}
      onSubmit={() => void form.submit()}
      foot={
        <>
          <Button onClick={onClose}>{t.common.cancel}</Button>
          <Button type="submit" tone="main" isBusy={form.isBusy}>
            {t.common.save}
          </Button>
        </>
      }
    >
      <TextField
        label={t.common.name}
        value={name}
        onChange={setName}
        problem={form.problemOf('name')}
        hasFocus
      />
      <Check label={texts.share} isOn={isShared} onChange={setShared} />
      <Refusal of={form} />
    </Dialog>
  )
}

const searchOf = ({ filter, sort }: View): OrdersSearch => ({
  ...filter,
  ...(sort === null ? {} : { sort }),
})

function isSame(view: OrdersSearch, { cursor: _, ...filter }: OrdersSearch): boolean {
  const text = (search: OrdersSearch) =>
    JSON.stringify(
      Object.entries(search)
        .filter(([, value]) => value !== undefined)
        .sort(),
    )
  return text(view) === text(filter)
}
