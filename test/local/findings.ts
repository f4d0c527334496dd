import type { Finding, Severity } from '../../local/ecr/scanning/findings.ts';

/** A vulnerability of a package that has a fixed version, as a basic scan finds it. */
export function finding(name: string, severity: Severity = 'HIGH'): Finding {
  const attributes = Object.entries({
    package_name: 'libexample',
    package_version: '1.2.3',
    fixed_in_version: '1.2.4',
    CVSS3_SCORE: '9.1',
    CVSS3_VECTOR: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:N',
  }).map(([key, value]) => ({ key, value }));
  const uri = `https://example.invalid/${name}`;
  return { name, severity, description: `What ${name} is`, uri, attributes };
}
