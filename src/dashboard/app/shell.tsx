// The frame around every view of somebody who is signed in: places, who one is, messages, questions,
// and the feed that keeps all of it true.

import { Link, Outlet, useNavigate } from '@tanstack/react-router'
import { type ReactNode, useState } from 'react'
import { client } from '#dashboard/lib/client.ts'
import { useFeed } from '#dashboard/lib/live.ts'
import { type Me, useMe } from '#dashboard/lib/session.ts'
import { useStore } from '#dashboard/lib/store.ts'
import { type Theme, theme } from '#dashboard/lib/theme.ts'
import { Button } from '#dashboard/parts/button.tsx'
import { Confirmations } from '#dashboard/parts/dialog.tsx'
import { Icon } from '#dashboard/parts/icon.tsx'
import { Mark } from '#dashboard/parts/mark.tsx'
import { Menu } from '#dashboard/parts/menu.tsx'
import { ShortcutHelp, useShortcut } from '#dashboard/parts/shortcuts.tsx'
import { notifyRefusal, Toasts } from '#dashboard/parts/toast.tsx'
import { PLACES } from './navigation.ts'

export function Shell(): ReactNode {
  const me = useMe()
  useFeed()
  const [isHelpOpen, setHelpOpen] = useState(false)
  useShortcut('?', 'This help', () => setHelpOpen(true))
  const places = PLACES.filter(
    ({ isForStaff, isForAdmins }) =>
      (!isForStaff || me.role !== 'user') && (!isForAdmins || me.role === 'admin'),
  )
  return (
    <div className="app-shell">
      <a className="parts-button app-skip" href="#view">
        To the content
      </a>
      <header className="app-rail">
        <Link to="/" className="parts-brand">
          <Mark />
          orderd
        </Link>
        <nav className="app-nav" aria-label="Places">
          {places.map((place) => (
            <PlaceLink key={place.to} place={place} />
          ))}
        </nav>
        <div className="app-rail-foot">
          <Button tone="quiet" onClick={() => setHelpOpen(true)}>
            <Icon name="keys" />
            Keyboard
            <kbd className="parts-push">?</kbd>
          </Button>
          <Account me={me} onHelp={() => setHelpOpen(true)} />
        </div>
      </header>
      <main className="app-stage" id="view" tabIndex={-1}>
        <Outlet />
      </main>
      <nav className="app-tabbar" aria-label="Places">
        {places.slice(0, TABS).map(({ to, label, icon }) => (
          <Link key={to} to={to} activeOptions={{ exact: to === '/', includeSearch: false }}>
            <Icon name={icon} />
            {label}
          </Link>
        ))}
        <More places={places.slice(TABS)} />
      </nav>
      <Toasts />
      <Confirmations />
      {isHelpOpen && <ShortcutHelp onClose={() => setHelpOpen(false)} />}
    </div>
  )
}

/** So many places fit into the bar of a phone beside the way to the others. */
const TABS = 4

function More({ places }: { places: typeof PLACES }) {
  const navigate = useNavigate()
  return (
    <Menu
      label="More places"
      className="app-tab-more"
      tone="quiet"
      items={() => [
        ...places.map(({ to, label }) => ({ label, run: () => void navigate({ to }) })),
        { label: 'Account', startsGroup: true, run: () => void navigate({ to: '/account' }) },
      ]}
    >
      <Icon name="more" />
      More
    </Menu>
  )
}

function PlaceLink({ place: { to, label, icon, keys } }: { place: (typeof PLACES)[number] }) {
  const navigate = useNavigate()
  useShortcut(keys, `Go to ${label}`, () => void navigate({ to }))
  return (
    <Link
      className="app-nav-link"
      to={to}
      activeOptions={{ exact: to === '/', includeSearch: false }}
    >
      <Icon name={icon} />
      {label}
    </Link>
  )
}

const THEMES: readonly (readonly [Theme, string])[] = [
  ['system', 'As the system'],
  ['light', 'Light'],
  ['dark', 'Dark'],
]

function Account({ me, onHelp }: { me: Me; onHelp: () => void }) {
  const navigate = useNavigate()
  const chosen = useStore(theme)
  const signOut = () =>
    client.session.signOut().catch((error) => notifyRefusal('Signed out here only', error))
  return (
    <Menu
      label={`${me.name}: account`}
      tone="quiet"
      items={() => [
        { label: 'Account and sessions', run: () => void navigate({ to: '/account' }) },
        { label: 'Keyboard shortcuts', run: onHelp },
        ...THEMES.map(([value, label], i) => ({
          label,
          isChecked: chosen === value,
          startsGroup: i === 0,
          run: () => theme.set(value),
        })),
        { label: 'Sign out', startsGroup: true, run: () => void signOut() },
      ]}
    >
      <span className="app-avatar" data-initials={initialsOf(me.name)} />
      <span className="parts-truncate">{me.name}</span>
    </Menu>
  )
}

const initialsOf = (name: string): string =>
  name
    .split(/\s+/)
    .map((word) => [...word][0] ?? '')
    .slice(0, 2)
    .join('')
    .toUpperCase()
