import type { Translated } from '../../../shared/i18n.ts';
import type { en } from './en.ts';

export const pt: Translated<typeof en> = {
  officers: {
    heading: 'Responsáveis',
    intro:
      'Quem pode iniciar sessão nesta consola. Dê a cada pessoa um nome próprio: assim o registo de auditoria diz quem fez o quê.',
    caption: 'Responsáveis',
    name: 'Nome',
    created: 'Acrescentado',
    state: 'Estado',
    active: 'pode iniciar sessão',
    you: 'você',
    locked: 'bloqueado até {time}',
    remove: 'Remover',
    removeNamed: 'Remover {name}',
    removeTitle: 'Remover {name}?',
    removeText:
      'A sessão de {name} termina de imediato e não pode ser iniciada outra. As entradas no registo de auditoria ficam.',
    role: 'Função',
    changeRole: 'Mudar a função',
    changeRoleNamed: 'Mudar a função de {name}',
    changeRoleTitle: 'Outra função para {name}',
    roleChanged: '{name} tem agora a função «{role}».',
    atOnce: 'A nova função vale de imediato, também onde {name} tiver sessão iniciada.',
    changeButton: 'Dar esta função',
    means: {
      office: 'Comissão eleitoral: conduz eleições, mantém o caderno eleitoral e gere os responsáveis.',
      approver: 'Aprovador: lê tudo e aprova o que outros responsáveis pedirem.',
      observer: 'Observador: lê tudo e não muda nada.',
    },
    add: 'Acrescentar um responsável',
    nameHelp: 'Letras, algarismos, ponto, hífen, traço inferior; no máximo 64.',
    badName: 'Só letras sem acentos, algarismos, ponto, hífen e traço inferior; no máximo 64.',
    passphrase: 'Frase-passe',
    passphraseHelp:
      'Pelo menos 12 caracteres. Entregue-a pessoalmente; o novo responsável muda-a após o primeiro início de sessão.',
    addButton: 'Acrescentar',
    added: '{name} já pode iniciar sessão.',
    removed: '{name} foi removido.',
    own: 'Mudar a sua frase-passe',
    old: 'Frase-passe atual',
    new: 'Nova frase-passe',
    newHelp:
      'Pelo menos 12 caracteres; quatro ou cinco palavras sem relação entre si são fáceis de memorizar.',
    repeat: 'Nova frase-passe outra vez',
    different: 'As duas não são iguais.',
    short: 'Pelo menos 12 caracteres.',
    change: 'Mudar',
    changed: 'A sua frase-passe foi mudada. As suas outras sessões terminaram.',
  },
};
