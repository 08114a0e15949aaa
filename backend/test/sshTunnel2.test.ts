import { sshConformance } from './conformance/ssh.ts';

sshConformance('an SSH tunnel, through two jump hosts', 'tunnel', 2);
