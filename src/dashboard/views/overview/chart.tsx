// The chart of sales: bars on a canvas, the pointed bar in words above it, and all bars in a table for screen
// readers. Its colors follow the palette, light or dark.

import { type ReactNode, useEffect, useRef, useState } from 'react'
import uPlot from 'uplot'
import { axisFormat, countText, exponentOf, Money, moneyText } from '#dashboard/lib/money.tsx'
import { useStore } from '#dashboard/lib/store.ts'
import { t } from '#dashboard/lib/texts.ts'
import { theme } from '#dashboard/lib/theme.ts'
import { Scrolling } from '#dashboard/parts/scrolling.tsx'
import type { Bar } from './periods.ts'

interface ChartProps {
  /** The content of the chart in a sentence. */
  label: string
  bars: readonly Bar[]
  currency: string
}

const HEIGHT = 220
const BAR = { share: 0.72, maxPx: 48, radius: 0.12 }

export function Chart({ label, bars, currency }: ChartProps): ReactNode {
  const box = useRef<HTMLDivElement>(null)
  const plot = useRef<uPlot | null>(null)
  const latest = useRef(bars)
  const [pointed, setPointed] = useState<number | null>(null)
  const currentTheme = useStore(theme)
  latest.current = bars

  // biome-ignore lint/correctness/useExhaustiveDependencies: the scale depends on the number of bars
  useEffect(() => {
    const host = box.current
    if (host === null) return
    const options = optionsOf(host, latest, currency, setPointed)
    const made = new uPlot(options, seriesOf(latest.current, currency), host)
    plot.current = made
    const sizes = new ResizeObserver(([entry]) => {
      if (entry !== undefined) made.setSize({ width: entry.contentRect.width, height: HEIGHT })
    })
    sizes.observe(host)
    const scheme = matchMedia('(prefers-color-scheme: dark)')
    const redraw = () => made.redraw()
    scheme.addEventListener('change', redraw)
    return () => {
      scheme.removeEventListener('change', redraw)
      sizes.disconnect()
      made.destroy()
    }
  }, [currency, bars.length])

  useEffect(() => plot.current?.setData(seriesOf(bars, currency)), [bars, currency])

  // biome-ignore lint/correctness/useExhaustiveDependencies: each theme has its own colors
  useEffect(() => plot.current?.redraw(), [currentTheme])

  const pointedBar = pointed === null ? undefined : bars[pointed]
  return (
    <figure className="overview-chart">
      <figcaption className="parts-small parts-soft">
        {pointedBar === undefined ? label : barText(pointedBar, currency)}
      </figcaption>
      <div ref={box} className="overview-chart-box" aria-hidden="true" />
      <details className="parts-small">
        <summary>{t.overview.asTable}</summary>
        <Scrolling className="parts-table-wrap overview-chart-table" label={label}>
          <table className="parts-table">
            <thead>
              <tr>
                <th>{t.overview.period}</th>
                <th className="parts-number">{t.overview.figures.orders}</th>
                <th className="parts-number">{t.overview.figures.net}</th>
              </tr>
            </thead>
            <tbody>
              {bars.map((bar) => (
                <tr key={bar.at}>
                  <td>{bar.label}</td>
                  <td className="parts-number">{countText(bar.orders)}</td>
                  <td className="parts-number">
                    <Money minor={bar.net} currency={currency} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </Scrolling>
      </details>
    </figure>
  )
}

const barText = ({ label, net, orders }: Bar, currency: string): string =>
  t.overview.bar(label, moneyText(net, currency), orders, countText(orders))

/** The net sales in major units, for the axis. */
function seriesOf(bars: readonly Bar[], currency: string): uPlot.AlignedData {
  const scale = 10 ** exponentOf(currency)
  return [bars.map((_, i) => i), bars.map(({ net }) => net / scale)]
}

function optionsOf(
  host: HTMLElement,
  latest: { current: readonly Bar[] },
  currency: string,
  onPoint: (at: number | null) => void,
): uPlot.Options {
  const short = axisFormat(currency)
  const style = getComputedStyle(host)
  const ink = () => style.color
  const accent = () => style.accentColor
  const rule = () => style.outlineColor
  const paths = uPlot.paths.bars?.({ size: [BAR.share, BAR.maxPx], radius: BAR.radius })
  const font = `12px ${style.fontFamily}`
  return {
    width: host.clientWidth,
    height: HEIGHT,
    legend: { show: false },
    cursor: { y: false, points: { show: false }, drag: { x: false, y: false } },
    scales: {
      x: { time: false, range: [-0.5, latest.current.length - 0.5] },
      y: { range: (_, from, to) => [Math.min(0, from), Math.max(1, to * 1.08)] },
    },
    axes: [
      {
        stroke: ink,
        font,
        grid: { show: false },
        ticks: { show: false },
        incrs: [1, 2, 4, 5, 7, 10, 14],
        space: 64,
        values: (_, at) => at.map((i) => latest.current[i]?.label ?? ''),
      },
      {
        stroke: ink,
        font,
        size: 68,
        grid: { stroke: rule, width: 1 },
        ticks: { show: false },
        values: (_, at) => at.map((value) => short.format(value)),
      },
    ],
    series: [
      {},
      {
        fill: accent,
        ...(paths === undefined ? {} : { paths }),
        points: { show: false },
      },
    ],
    hooks: { setCursor: [(made) => onPoint(made.cursor.idx ?? null)] },
  }
}
