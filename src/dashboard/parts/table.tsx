// A table with keyboard control: j and k or the arrows move through the rows, Enter opens one, x selects
// it. On a phone a row is a card, and each column names its position in it.

import { type KeyboardEvent, type ReactNode, useRef } from 'react'
import { t } from '#dashboard/lib/texts.ts'
import { Icon } from './icon.tsx'

/** Position of a cell in the card of a phone: three rows, left and right. One cell each. */
export type CardSlot = 'title' | 'aside' | 'under' | 'corner' | 'foot' | 'end'

export interface TableColumn<T> {
  key: string
  title: string
  isNumber?: boolean
  slot?: CardSlot
  sort?: string
  render(row: T): ReactNode
}

interface TableProps<T> {
  label: string
  columns: readonly TableColumn<T>[]
  rows: readonly T[]
  keyOf: (row: T) => string
  /** The row's name for screen readers. */
  nameOf: (row: T) => string
  onOpen?: (row: T) => void
  /** Wraps the first cell in a link. */
  linkTo?: (row: T, children: ReactNode) => ReactNode
  picked?: ReadonlySet<string>
  onPick?: (keys: ReadonlySet<string>) => void
  /** As the server has it: "-total". */
  sort?: string | undefined
  onSort?: (sort: string) => void
}

export function Table<T>(props: TableProps<T>) {
  const { label, columns, rows, keyOf, nameOf, onOpen, linkTo, picked, onPick, sort, onSort } =
    props
  const body = useRef<HTMLTableSectionElement>(null)
  const isAllPicked = rows.length > 0 && rows.every((row) => picked?.has(keyOf(row)))

  const toggle = (key: string) => {
    const next = new Set(picked)
    if (!next.delete(key)) next.add(key)
    onPick?.(next)
  }

  function onKeyDown(event: KeyboardEvent<HTMLTableRowElement>, row: T): void {
    if (event.target !== event.currentTarget || event.ctrlKey || event.metaKey) return
    const all = [...(body.current?.rows ?? [])]
    const at = all.indexOf(event.currentTarget)
    const to = {
      ArrowDown: at + 1,
      j: at + 1,
      ArrowUp: at - 1,
      k: at - 1,
      Home: 0,
      End: all.length - 1,
    }
    const next = to[event.key as keyof typeof to]
    if (next !== undefined) all[next]?.focus()
    else if (event.key === 'Enter') onOpen?.(row)
    else if ((event.key === 'x' || event.key === ' ') && onPick) toggle(keyOf(row))
    else return
    event.preventDefault()
  }

  return (
    <div className="parts-table-wrap">
      <table
        className="parts-table"
        data-cards
        data-open={onOpen ? '' : undefined}
        aria-label={label}
      >
        <thead>
          <tr>
            {onPick && (
              <th className="parts-pick">
                <input
                  type="checkbox"
                  aria-label={t.parts.selectAll}
                  checked={isAllPicked}
                  onChange={() => onPick(new Set(isAllPicked ? [] : rows.map(keyOf)))}
                />
              </th>
            )}
            {columns.map((column) => (
              <Head key={column.key} column={column} sort={sort} onSort={onSort} />
            ))}
          </tr>
        </thead>
        <tbody ref={body}>
          {rows.map((row, i) => {
            const key = keyOf(row)
            const isPicked = picked?.has(key) === true
            return (
              <tr
                key={key}
                tabIndex={i === 0 ? 0 : -1}
                data-picked={isPicked || undefined}
                onKeyDown={(event) => onKeyDown(event, row)}
                onClick={(event) => {
                  if (!(event.target as HTMLElement).closest('a, button, input, label'))
                    onOpen?.(row)
                }}
              >
                {onPick && (
                  <td className="parts-pick">
                    <input
                      type="checkbox"
                      aria-label={t.parts.select(nameOf(row))}
                      checked={isPicked}
                      onChange={() => toggle(key)}
                    />
                  </td>
                )}
                {columns.map((column, n) => (
                  <td
                    key={column.key}
                    className={column.isNumber ? 'parts-number' : undefined}
                    data-slot={column.slot}
                  >
                    {n === 0 && linkTo ? linkTo(row, column.render(row)) : column.render(row)}
                  </td>
                ))}
              </tr>
            )
          })}
        </tbody>
      </table>
    </div>
  )
}

interface HeadProps<T> {
  column: TableColumn<T>
  sort: string | undefined
  onSort: ((sort: string) => void) | undefined
}

function Head<T>({ column: { title, isNumber, sort: field }, sort, onSort }: HeadProps<T>) {
  const className = isNumber ? 'parts-number' : undefined
  if (field === undefined || onSort === undefined) return <th className={className}>{title}</th>
  const isDown = sort === `-${field}`
  const isUp = sort === field
  return (
    <th className={className} aria-sort={isDown ? 'descending' : isUp ? 'ascending' : undefined}>
      <button
        type="button"
        className="parts-sort"
        onClick={() => onSort(isDown ? field : `-${field}`)}
      >
        {title}
        {(isDown || isUp) && <Icon name={isDown ? 'down' : 'up'} />}
      </button>
    </th>
  )
}
