import { sshConformance } from './conformance/ssh.ts';

sshConformance('an SSH tunnel, directly', 'tunnel', 0);
