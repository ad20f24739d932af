import { bytesPerConnection, IDLE } from './idle-bytes.ts';

for (const [name, traffic] of Object.entries(IDLE))
  if (!process.argv[2] || name.includes(process.argv[2]))
    console.log(name, bytesPerConnection('redact', traffic(), 20000));
