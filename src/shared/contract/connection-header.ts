/** Names the connection of a call; where it is missing, the one that the program was started with is meant. */
export const CONNECTION_HEADER = 'x-deltadesk-connection'
