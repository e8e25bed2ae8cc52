/** A setting as the connector describes it (JSON Schema with labels). */
export interface SettingSchema {
  type?: string
  title?: string
  'x-title-en'?: string
  'x-secret'?: boolean
  description?: string
  enum?: string[]
  default?: unknown
  minimum?: number
  maximum?: number
  pattern?: string
  properties?: Record<string, SettingSchema>
  required?: string[]
  items?: SettingSchema
  additionalProperties?: SettingSchema | boolean
}

export function labelOf(name: string, schema: SettingSchema | undefined, language: string): string {
  return (language === 'en' ? schema?.['x-title-en'] : schema?.title) ?? name
}

export interface SettingRow {
  path: string
  label: string
  value: string
  secret: boolean
}

/** Settings as rows of label and value; groups are opened up. */
export function rowsOf(
  settings: Record<string, unknown>,
  schema: SettingSchema | undefined,
  language: string,
  above = '',
): SettingRow[] {
  return Object.entries(settings).flatMap(([name, value]): SettingRow[] => {
    const about = schema?.properties?.[name]
    const label = above + labelOf(name, about, language)
    if (value === null || value === undefined || value === '') return []
    if (typeof value === 'object' && !Array.isArray(value))
      return rowsOf(value as Record<string, unknown>, about, language, `${label} · `)
    const text = typeof value === 'string' ? value : JSON.stringify(value)
    return [{ path: label, label, value: text, secret: value === '***' }]
  })
}

/** What a form holds for settings: texts as they are typed, maps as JSON text. */
export type FormValues = Record<string, unknown>

const mask = '***'

function isMap(schema: SettingSchema): boolean {
  return schema.type === 'object' && typeof schema.additionalProperties === 'object'
}

export function isPlainList(schema: SettingSchema): boolean {
  return schema.type === 'array' && (schema.items?.type === 'string' || schema.items?.type === 'integer')
}

/** True for what is written as JSON text in a form: maps, lists of groups, and what has no type. */
export function isJson(schema: SettingSchema): boolean {
  return isMap(schema) || (schema.type === 'array' && !isPlainList(schema)) || schema.type === undefined
}

/** The values of a form from settings as the server shows them; secrets begin empty. */
export function toForm(settings: Record<string, unknown>, schema: SettingSchema): FormValues {
  const values: FormValues = {}
  for (const [name, about] of Object.entries(schema.properties ?? {})) {
    const value = settings[name]
    if (value === undefined || value === null || about['x-secret']) continue
    if (about.properties) values[name] = toForm(value as Record<string, unknown>, about)
    else values[name] = isJson(about) ? JSON.stringify(value, null, 2) : value
  }
  return values
}

/** Settings to be sent: what is empty is left out; a secret that is left empty stays as it is if there is one. */
export function toSettings(
  values: FormValues,
  schema: SettingSchema,
  shown: Record<string, unknown> = {},
): Record<string, unknown> {
  const settings: Record<string, unknown> = {}
  for (const [name, about] of Object.entries(schema.properties ?? {})) {
    const value = values[name]
    if (about.properties) {
      const group = toSettings((value ?? {}) as FormValues, about, (shown[name] ?? {}) as Record<string, unknown>)
      if (Object.keys(group).length > 0 || schema.required?.includes(name)) settings[name] = group
    } else if (value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0)) {
      if (about['x-secret'] && shown[name] === mask) settings[name] = mask
    } else settings[name] = isJson(about) && typeof value === 'string' ? (JSON.parse(value) as unknown) : value
  }
  return settings
}
