import { sshConformance } from './conformance/ssh.ts';

sshConformance('an SSH tunnel, through a jump host', 'tunnel', 1);
