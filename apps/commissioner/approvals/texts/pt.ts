import type { Translated } from '../../../shared/i18n.ts';
import type { en } from './en.ts';

export const pt: Translated<typeof en> = {
  approvals: {
    heading: 'Aprovações',
    intro:
      'O que não se pode desfazer exige aqui dois responsáveis: um pede, e outro aprova, com o que fica feito. O registo de auditoria nomeia os dois. Um pedido acaba ao fim de um dia.',
    none: 'Ninguém pede uma aprovação.',
    askedBy: 'Pedido de {officer}, desde {asked}. Pode ser aprovado até {expires}.',
    own: 'Pedido seu, desde {asked}. Outro responsável pode aprová-lo até {expires}.',
    changed:
      'Aquilo de que se trata mudou desde o pedido: já não pode ser aprovado, e tem de ser pedido de novo.',
    look: 'Ver a eleição',
    approve: 'Aprovar',
    decline: 'Recusar',
    withdraw: 'Retirar',
    sure: 'Aprovar, e mandar fazer?',
    final:
      'Fica feito assim que aprovar. Não se pode desfazer, e o registo de auditoria tem o seu nome ao lado do de {officer}.',
    done: 'Feito: {what}',
    declined: 'Já ninguém o pode aprovar.',
    missed: 'Servidores que não foram alcançados: {servers}. Envie de novo na página da eleição.',
    code: 'Segunda metade da frase-passe de {name}',
    codeText:
      'Entregue este código pessoalmente; só é mostrado agora. {name} inicia sessão com a frase-passe que {officer} deu, um espaço e este código, e depois muda a frase-passe.',
    note: 'Um segundo responsável tem de aprovar: por agora apenas o pede.',
    ask: 'Pedir aprovação',
    asked: 'Pedido feito. Outro responsável pode aprová-lo até {expires}, em «Aprovações».',
    halves:
      'Um segundo responsável aprova e recebe um código. O novo responsável inicia sessão com esta frase-passe, um espaço e esse código.',
    steps: {
      'election/open':
        'Abrir a eleição «{title}». O que é mostrado aos eleitores já não pode ser mudado depois.',
      'election/close':
        'Encerrar agora a votação em «{title}». Quem até aí não tiver votado já não pode votar.',
      'election/publish': 'Publicar os resultados e o registo de «{title}». Qualquer pessoa os pode copiar.',
      'election/delete': 'Apagar a eleição de teste «{title}»: caderno, votos, resultados e registo.',
      'election/delete-data':
        'Apagar os dados pessoais de “{title}”: o caderno eleitoral, o registo de quem votou, a atribuição dos boletins. Resultados e registo ficam.',
      'roll/remove': 'Remover {voter} do caderno eleitoral. As eleições já criadas mantêm o eleitor.',
      'card/revoke':
        'Revogar o cartão de {voter}. As eleições já criadas mantêm-no e não aceitam outro cartão deste eleitor.',
      'card/replace':
        'Dar outro cartão a {voter}. O anterior não é válido nas eleições criadas a partir de agora.',
      'officer/add': 'Acrescentar {name} como responsável, com a função «{role}».',
      'officer/remove': 'Remover o responsável {name}, que deixa de poder iniciar sessão.',
      'officer/role': 'Dar ao responsável {name} a função «{role}».',
      'officer/unlock': 'Deixar {name} iniciar sessão de novo, depois do bloqueio por frases-passe erradas.',
    },
  },
};
