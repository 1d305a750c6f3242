const FIXES: Readonly<Record<string, string | undefined>> = {
  name: 'Check the spelling of the host, and whether this network (a VPN?) knows it.',
  resolve: 'Check the spelling of the host, and whether this network (a VPN?) knows it.',
  connect:
    'Check host and port, that the server runs and listens there, and what stands between: firewall, VPN, tunnel.',
  socket:
    'Check host and port, that the server runs and listens there, and what stands between: firewall, VPN, tunnel.',
  greet:
    'Check that this port is PostgreSQL itself and not another service, a hung server or a proxy without a server.',
  encrypt:
    'Name the file of who made the certificate as trusted (sslrootcert), use the host by its name in the certificate, or see that the server is set up for TLS at all.',
  authenticate: 'Check user and password, and the line of pg_hba.conf that the server applies to this address.',
  schema: 'Use the version of Deltadesk that made it, or another schema; a lack of rights needs the reader role.',
  'check-server': 'Connect to a PostgreSQL server of version 14 or newer itself, or to a pooler in session mode.',
  tunnel: 'Check that ssh itself gets there with the same names and keys.',
  'open-database': 'Check the name of the database and whether the user may CONNECT to it.',
}

/** What a person can try where a step of connecting failed; undefined where there is no advice. */
export function fixOf(step: string): string | undefined {
  return FIXES[step]
}
