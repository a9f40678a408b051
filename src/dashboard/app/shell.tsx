// The frame around the views: navigation, account menu, messages and confirmations. It keeps the live
// feed of the window.

import { Link, Outlet, useNavigate } from '@tanstack/react-router'
import { type ReactNode, useState } from 'react'
import { client } from '#dashboard/lib/client.ts'
import { useFeed } from '#dashboard/lib/live.ts'
import { type Me, useMe } from '#dashboard/lib/session.ts'
import { useStore } from '#dashboard/lib/store.ts'
import { t } from '#dashboard/lib/texts.ts'
import { THEMES, theme } from '#dashboard/lib/theme.ts'
import { Button } from '#dashboard/parts/button.tsx'
import { Confirmations } from '#dashboard/parts/dialog.tsx'
import { Icon } from '#dashboard/parts/icon.tsx'
import { Mark } from '#dashboard/parts/mark.tsx'
import { Menu } from '#dashboard/parts/menu.tsx'
import { ShortcutHelp, useShortcut } from '#dashboard/parts/shortcuts.tsx'
import { notifyRefusal, Toasts } from '#dashboard/parts/toast.tsx'
import { NAVIGATION } from './navigation.ts'

export function Shell(): ReactNode {
  const me = useMe()
  useFeed()
  const [isHelpOpen, setHelpOpen] = useState(false)
  useShortcut('?', t.app.showShortcuts, () => setHelpOpen(true))
  const entries = NAVIGATION.filter(
    ({ isForStaff, isForAdmins }) =>
      (!isForStaff || me.role !== 'user') && (!isForAdmins || me.role === 'admin'),
  )
  return (
    <div className="app-shell">
      <a className="parts-button app-skip" href="#view">
        {t.app.skipToContent}
      </a>
      <header className="app-rail">
        <Link to="/" className="parts-brand">
          <Mark />
          orderd
        </Link>
        <nav className="app-nav" aria-label={t.app.navigation}>
          {entries.map((entry) => (
            <NavigationLink key={entry.to} entry={entry} />
          ))}
        </nav>
        <div className="app-rail-foot">
          <Button tone="quiet" onClick={() => setHelpOpen(true)}>
            <Icon name="keys" />
            {t.app.keyboardShortcuts}
            <kbd className="parts-push">?</kbd>
          </Button>
          <Account me={me} onHelp={() => setHelpOpen(true)} />
        </div>
      </header>
      <main className="app-stage" id="view" tabIndex={-1}>
        <Outlet />
      </main>
      <nav className="app-tabbar" aria-label={t.app.navigation}>
        {entries.slice(0, TABS).map(({ to, label, shortLabel, icon }) => (
          <Link key={to} to={to} activeOptions={{ exact: to === '/', includeSearch: false }}>
            <Icon name={icon} />
            {shortLabel ?? label}
          </Link>
        ))}
        <MoreMenu entries={entries.slice(TABS)} />
      </nav>
      <Toasts />
      <Confirmations />
      {isHelpOpen && <ShortcutHelp onClose={() => setHelpOpen(false)} />}
    </div>
  )
}

/** Entries in the tab bar of a phone, beside the menu of the others. */
const TABS = 4

function MoreMenu({ entries }: { entries: typeof NAVIGATION }) {
  const navigate = useNavigate()
  return (
    <Menu
      label={t.app.moreViews}
      className="app-tab-more"
      tone="quiet"
      items={() => [
        ...entries.map(({ to, label }) => ({ label, run: () => void navigate({ to }) })),
        { label: t.app.account, startsGroup: true, run: () => void navigate({ to: '/account' }) },
      ]}
    >
      <Icon name="more" />
      {t.common.more}
    </Menu>
  )
}

function NavigationLink({
  entry: { to, label, icon, keys },
}: {
  entry: (typeof NAVIGATION)[number]
}) {
  const navigate = useNavigate()
  useShortcut(keys, t.app.goTo(label), () => void navigate({ to }))
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

function Account({ me, onHelp }: { me: Me; onHelp: () => void }) {
  const navigate = useNavigate()
  const chosen = useStore(theme)
  const signOut = () =>
    client.session.signOut().catch((error) => notifyRefusal(t.app.signedOutHereOnly, error))
  return (
    <Menu
      label={t.app.accountOf(me.name)}
      tone="quiet"
      items={() => [
        { label: t.app.accountAndSessions, run: () => void navigate({ to: '/account' }) },
        { label: t.app.keyboardShortcuts, run: onHelp },
        ...THEMES.map((value, i) => ({
          label: t.app.themes[value],
          isChecked: chosen === value,
          startsGroup: i === 0,
          run: () => theme.set(value),
        })),
        { label: t.app.signOut, startsGroup: true, run: () => void signOut() },
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
