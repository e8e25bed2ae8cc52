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
