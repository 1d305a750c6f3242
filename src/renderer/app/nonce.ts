import { setNonce } from 'get-nonce'

/**
 * The nonce of this response, which Content-Security-Policy asks of every style that is added while the page runs.
 * Mantine and CodeMirror take it as a setting, the scroll lock of dialogs through get-nonce. Empty where the host sends no policy.
 */
export const cspNonce = document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce ?? ''

setNonce(cspNonce)
