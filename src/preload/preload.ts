import { ipcRenderer } from 'electron'

/**
 * Hands the page one message port to the main process, nothing else: no function, no object, no way to name a channel.
 * The page asks when it is ready, so a reload gets a port of its own and the old one closes with its document.
 */
window.addEventListener('message', event => {
  if (event.source !== window || event.origin !== location.origin || event.data !== 'deltadesk:connect') return
  const { port1, port2 } = new MessageChannel()
  ipcRenderer.postMessage('deltadesk:port', null, [port2])
  window.postMessage('deltadesk:port', location.origin, [port1])
})
