// A form keeps the typed values when the server refuses them, and shows each problem at its field. The
// path of a problem finds the field; problems without a field are listed above the buttons.

import { type ReactNode, useId, useState } from 'react'
import { OrderdError } from '#client/index.ts'
import { refusalText } from '#dashboard/lib/refusal.ts'
import { t } from '#dashboard/lib/texts.ts'

export interface FormState {
  /** Resolves to true on success. */
  submit: () => Promise<boolean>
  isBusy: boolean
  error: Error | null
  /** The server's error at a path. A field asks for it while it is rendered, and so declares itself. */
  problemOf: (path: string) => string | undefined
  /** The server's errors at paths that no field has asked for. */
  otherProblems: () => FieldErrors
  clear: () => void
}

export function useForm(send: () => Promise<void>): FormState {
  const [isBusy, setBusy] = useState(false)
  const [error, setError] = useState<Error | null>(null)
  // New with every render, so that a field that is gone asks for nothing.
  const asked = new Set<string>()
  return {
    isBusy,
    error,
    clear: () => setError(null),
    problemOf(path) {
      asked.add(path)
      return fieldErrors(error).find((one) => one.path === path)?.message
    },
    otherProblems: () => fieldErrors(error).filter(({ path }) => !asked.has(path)),
    async submit() {
      setBusy(true)
      setError(null)
      try {
        await send()
        return true
      } catch (refusal) {
        setError(refusal instanceof Error ? refusal : new Error(String(refusal)))
        return false
      } finally {
        setBusy(false)
      }
    },
  }
}

type FieldErrors = OrderdError['errors']

const fieldErrors = (error: Error | null): FieldErrors =>
  error instanceof OrderdError ? error.errors : []

interface RefusalProps {
  /** A form, or an error alone: then each of its problems is listed. */
  of: Pick<FormState, 'error'> & Partial<FormState>
  /** Of the amounts that it may name. */
  currency?: string
}

/** The server's refusal. It stands below the fields: React renders it after they have asked. */
export function Refusal({ of, currency }: RefusalProps) {
  if (of.error === null) return null
  const rest = of.otherProblems?.() ?? fieldErrors(of.error)
  const isAllShown = rest.length === 0 && fieldErrors(of.error).length > 0
  const short = of.error instanceof OrderdError ? of.error.short : []
  return (
    <div className="parts-notice" data-tone="stop" role="alert">
      {isAllShown ? t.parts.checkMarkedFields : refusalText(of.error, currency)}
      {rest.map(({ path, message }) => (
        <div key={path} className="parts-small">
          <code>{path}</code>: {message}
        </div>
      ))}
      {short.map(({ sku, requested, available }) => (
        <div key={sku} className="parts-small">
          {t.parts.short(sku, requested, available)}
        </div>
      ))}
    </div>
  )
}

interface FieldProps {
  label: string
  hint?: ReactNode
  problem?: string | undefined
  className?: string
  children: (props: { id: string; 'aria-invalid'?: true; 'aria-describedby'?: string }) => ReactNode
}

function Field({ label, hint, problem, className, children }: FieldProps) {
  const id = useId()
  const about = `${id}-about`
  const isDescribed = problem !== undefined || hint !== undefined
  return (
    <div className={`parts-field ${className ?? ''}`}>
      <label className="parts-label" htmlFor={id}>
        {label}
      </label>
      {children({
        id,
        ...(problem === undefined ? {} : { 'aria-invalid': true }),
        ...(isDescribed ? { 'aria-describedby': about } : {}),
      })}
      {isDescribed && (
        <span id={about} className={problem === undefined ? 'parts-hint' : 'parts-problem'}>
          {problem ?? hint}
        </span>
      )}
    </div>
  )
}

interface TextFieldProps {
  label: string
  value: string
  onChange: (value: string) => void
  hint?: ReactNode
  problem?: string | undefined
  type?: 'text' | 'email' | 'password' | 'search' | 'date'
  autoComplete?: string
  inputMode?: 'decimal' | 'numeric' | 'email' | 'tel' | 'url'
  isNumber?: boolean
  isRequired?: boolean
  hasFocus?: boolean
  className?: string
}

export function TextField({
  label,
  value,
  onChange,
  hint,
  problem,
  type = 'text',
  autoComplete = 'off',
  inputMode,
  isNumber = false,
  isRequired = false,
  hasFocus = false,
  className,
}: TextFieldProps) {
  return (
    <Field label={label} hint={hint} problem={problem} {...(className ? { className } : {})}>
      {(props) => (
        <input
          {...props}
          className={isNumber ? 'parts-input parts-number' : 'parts-input'}
          type={type}
          value={value}
          onChange={(event) => onChange(event.target.value)}
          autoComplete={autoComplete}
          inputMode={inputMode}
          required={isRequired}
          data-first={hasFocus || undefined}
          // biome-ignore lint/a11y/noAutofocus: the first field of what the person just opened
          autoFocus={hasFocus}
        />
      )}
    </Field>
  )
}

interface TextAreaProps {
  label: string
  value: string
  onChange: (value: string) => void
  problem?: string | undefined
  rows?: number
  hint?: ReactNode
}

export const TextArea = ({ label, value, onChange, problem, rows = 3, hint }: TextAreaProps) => (
  <Field label={label} problem={problem} hint={hint}>
    {(props) => (
      <textarea
        {...props}
        className="parts-input"
        rows={rows}
        value={value}
        onChange={(event) => onChange(event.target.value)}
      />
    )}
  </Field>
)

interface SelectFieldProps<T extends string> {
  label: string
  value: T
  onChange: (value: T) => void
  options: readonly (readonly [value: T, text: string])[]
  hint?: ReactNode
}

export const SelectField = <T extends string>(field: SelectFieldProps<T>) => (
  <Field label={field.label} hint={field.hint}>
    {(props) => (
      <select
        {...props}
        className="parts-input"
        value={field.value}
        onChange={(event) => field.onChange(event.target.value as T)}
      >
        {field.options.map(([value, text]) => (
          <option key={value} value={value}>
            {text}
          </option>
        ))}
      </select>
    )}
  </Field>
)

interface CheckProps {
  label: ReactNode
  isOn: boolean
  onChange: (isOn: boolean) => void
}

/** Fields that are seldom needed, collapsed. Their values stay while it is closed. */
export const More = ({ label, children }: { label: string; children: ReactNode }) => (
  <details className="parts-more">
    <summary>{label}</summary>
    <div className="parts-stack">{children}</div>
  </details>
)

export const Check = ({ label, isOn, onChange }: CheckProps) => (
  <label className="parts-check">
    <input type="checkbox" checked={isOn} onChange={(event) => onChange(event.target.checked)} />
    <span>{label}</span>
  </label>
)
