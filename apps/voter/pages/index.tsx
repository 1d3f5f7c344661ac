export { VoterApp as default } from '../components/VoterApp.tsx';
