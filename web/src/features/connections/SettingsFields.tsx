import { Form, Input, InputNumber, Select, Switch } from 'antd'
import { useTranslation } from 'react-i18next'
import { isJson, isPlainList, labelOf, type SettingSchema } from './schema'

interface SettingsFieldsProps {
  schema: SettingSchema
  /** Where its values are in the form. */
  path: (string | number)[]
  /** Settings as the server shows them; a secret that is set is ***. */
  shown: Record<string, unknown>
}

/** A form as the connector describes its settings. */
export function SettingsFields({ schema, path, shown }: SettingsFieldsProps) {
  const { i18n } = useTranslation()
  return Object.entries(schema.properties ?? {}).map(([name, about]) => {
    const at = [...path, name]
    if (about.properties)
      return (
        <fieldset key={name} className="group">
          <legend>{labelOf(name, about, i18n.language)}</legend>
          <SettingsFields schema={about} path={at} shown={(shown[name] ?? {}) as Record<string, unknown>} />
        </fieldset>
      )
    return (
      <SettingField
        key={name}
        name={name}
        about={about}
        path={at}
        required={schema.required?.includes(name) ?? false}
        isSet={shown[name] === '***'}
      />
    )
  })
}

interface SettingFieldProps {
  name: string
  about: SettingSchema
  path: (string | number)[]
  required: boolean
  /** True for a secret that is kept. */
  isSet: boolean
}

function SettingField({ name, about, path, required, isSet }: SettingFieldProps) {
  const { t, i18n } = useTranslation()
  const label = labelOf(name, about, i18n.language)
  return (
    <Form.Item
      name={path}
      label={label}
      {...(about.description && { tooltip: about.description })}
      {...(about.type === 'boolean' && { valuePropName: 'checked', initialValue: about.default ?? false })}
      rules={[
        ...(required && !isSet && about.type !== 'boolean'
          ? [{ required: true, message: t('session.needed', { field: label }) }]
          : []),
        ...(about.pattern ? [{ pattern: new RegExp(about.pattern), message: t('connections.duration') }] : []),
        ...(isJson(about)
          ? [
              {
                validator: (_: unknown, value: unknown) =>
                  checkJson(value, t('connections.notJson', { example: '{"name":"value"}' })),
              },
            ]
          : []),
      ]}
    >
      <Control about={about} isSet={isSet} />
    </Form.Item>
  )
}

function checkJson(value: unknown, message: string): Promise<void> {
  if (typeof value !== 'string' || value.trim() === '') return Promise.resolve()
  try {
    JSON.parse(value)
    return Promise.resolve()
  } catch {
    return Promise.reject(new Error(message))
  }
}

/** The control for a setting; the form hands it value and id. */
function Control({ about, isSet, ...field }: { about: SettingSchema; isSet: boolean }) {
  const { t } = useTranslation()
  const usual =
    about.default === undefined || about.default === ''
      ? undefined
      : t('connections.defaultIs', { value: typeof about.default === 'string' ? about.default : JSON.stringify(about.default) })
  if (about['x-secret'])
    return (
      <Input.Password
        {...field}
        autoComplete="new-password"
        placeholder={isSet ? t('connections.keepSecret') : t('connections.secretHint')}
      />
    )
  if (about.enum)
    return (
      <Select
        {...field}
        allowClear
        placeholder={usual ?? t('connections.unset')}
        options={about.enum.map((value) => ({ value, label: value }))}
      />
    )
  if (about.type === 'boolean') return <Switch {...field} />
  if (about.type === 'integer' || about.type === 'number')
    return (
      <InputNumber
        {...field}
        className="filter-short"
        {...(about.minimum !== undefined && { min: about.minimum })}
        {...(about.maximum !== undefined && { max: about.maximum })}
        {...(about.type === 'integer' && { precision: 0 })}
        {...(usual && { placeholder: usual })}
      />
    )
  if (isPlainList(about)) return <Select {...field} mode="tags" open={false} suffix={null} tokenSeparators={[',', ' ']} />
  if (isJson(about))
    return <Input.TextArea {...field} className="code-edit" autoSize={{ minRows: 2, maxRows: 10 }} spellCheck={false} />
  return <Input {...field} autoComplete="off" {...(usual && { placeholder: usual })} />
}
