// A view for some roles alone. Everybody else is told so, and nothing is asked of the server that it
// would refuse. The server decides all the same.

import type { ReactNode } from 'react'
import { useMe } from '#dashboard/lib/session.ts'
import { Forbidden } from './states.tsx'
import { ViewHead } from './view.tsx'

interface OnlyForProps {
  who: 'staff' | 'admin'
  title: string
  children: ReactNode
}

export function OnlyFor({ who, title, children }: OnlyForProps): ReactNode {
  const { role } = useMe()
  if (role === 'admin' || (who === 'staff' && role === 'editor')) return children
  return (
    <>
      <ViewHead title={title} name={title} />
      <Forbidden />
    </>
  )
}
