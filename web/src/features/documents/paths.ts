export const documentPath = (flow: string, key: string) =>
  `/flows/${encodeURIComponent(flow)}/documents/${encodeURIComponent(key)}`
