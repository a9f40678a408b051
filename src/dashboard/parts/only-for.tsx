// A view for staff or administrators. For other roles it renders the no-permission state and sends no
// request. The server checks the role too.

import type { ReactNode } from 'react'
import { useMe } from '#dashboard/lib/session.ts'
import { Forbidden } from './states.tsx'
import { ViewHead } from './view.tsx'

interface OnlyForProps {
  audience: 'staff' | 'admin'
  title: string
  children: ReactNode
}

export function OnlyFor({ audience, title, children }: OnlyForProps): ReactNode {
  const me = useMe()
  if (me.role === 'admin' || (audience === 'staff' && me.role === 'editor')) return children
  return (
    <>
      <ViewHead title={title} name={title} />
      <Forbidden />
    </>
  )
}
