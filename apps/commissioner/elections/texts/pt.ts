import type { Translated } from '../../../shared/i18n.ts';
import type { en } from './en.ts';

export const pt: Translated<typeof en> = {
  elections: {
    heading: 'Eleições',
    create: 'Nova eleição',
    empty: 'Ainda não há eleições.',
    emptyText: 'Importe o caderno eleitoral, dê um cartão a cada eleitor e crie depois uma eleição.',
    voters: 'Eleitores: {voters}',
    voting: 'Votação: {opens} a {closes}',
    next: 'A seguir: {step}',
    wait: 'A seguir, a partir de {time}: {step}',
    nothing: 'Nada mais a fazer',
    endsItself: 'Termina por si em {time}',
    archived: 'Eleições arquivadas: {number}',
  },
  stages: {
    created: 'Criada',
    open: 'Aberta',
    closing: 'Votação terminada',
    frozen: 'Quadro público fechado',
    disclosed: 'Chave revelada',
    tallied: 'Apurada',
    published: 'Publicada',
  },
  jobs: {
    open: {
      name: 'Abrir a eleição',
      does: 'Envia os dados da eleição a todos os servidores e as inscrições dos eleitores aos Distribuidores. Os eleitores podem votar a partir de {opens}.',
      final: 'O que os eleitores veem não pode ser alterado depois.',
      done: 'A eleição está aberta. Os eleitores podem votar a partir de {opens}.',
      missed:
        'Estes servidores não receberam os dados da eleição. Contacte os operadores, peça que liguem os servidores e envie de novo.',
    },
    close: {
      name: 'Terminar já a votação',
      does: 'Não é preciso fazer nada: a votação termina por si em {closes}. Este botão termina-a mais cedo; os Administradores deixam então de assinar votos.',
      final: 'Não pode ser desfeito: a votação não pode reabrir. Quem ainda não votou deixa de poder votar.',
      done: 'A votação termina em {closes}: todos os servidores o sabem.',
      missed:
        'Estes servidores ainda não sabem que a votação terminou. Contacte os operadores, peça que liguem os servidores e envie de novo.',
    },
    tally: {
      name: 'Contar os votos',
      does: 'Espera até os Fiduciários terem fechado a lista dos votos e revelado a chave, o que fazem por si quando as reclamações terminam, em {claimsEnd}. Depois abre e verifica todos os votos, conta-os e escreve o registo da eleição. Pode demorar; entretanto pode sair desta página.',
      final: 'A contagem pode ser repetida e dá sempre o mesmo resultado.',
      done: 'Os votos estão contados.',
      missed: 'Estes servidores não participaram.',
    },
    publish: {
      name: 'Publicar resultados e registo',
      does: 'Os resultados e o registo da eleição tornam-se públicos neste serviço, para que qualquer pessoa os verifique.',
      final: 'Não pode ser desfeito: o que foi público uma vez pode ter sido copiado.',
      done: 'Os resultados e o registo estão publicados.',
      missed: 'Estes servidores não participaram.',
    },
    delete: {
      name: 'Apagar esta eleição de teste',
      does: 'Apaga o caderno eleitoral, os votos, os resultados e o registo deste teste, neste serviço e em todos os seus servidores.',
      final:
        'Não se pode desfazer. Os eleitores e cartões de teste ficam, tal como as entradas do registo de auditoria e do quadro, que não contêm votos nem eleitores.',
      done: 'A eleição de teste foi apagada.',
      missed:
        'Estes servidores não a apagaram, por isso ainda está aqui. Contacte os operadores, mande ligar os servidores e apague-a outra vez.',
    },
    'delete-data': {
      name: 'Apagar os dados pessoais',
      does: 'Apaga o caderno eleitoral desta eleição, neste serviço e nos Administradores, o registo destes de quem votou, e o que os Distribuidores de boletins têm sobre os eleitores. Cada servidor verifica por si que o prazo passou. Resultados, registo da eleição e ata ficam.',
      final: 'Não se pode voltar atrás: depois ninguém pode dizer quem estava neste caderno e quem votou.',
      done: 'Os dados pessoais desta eleição estão apagados em toda a parte.',
      missed:
        'Estes servidores ainda não os apagaram. Ligue a quem os opera, mande iniciar os servidores e envie de novo.',
    },
  },
  workStages: {
    card: 'À espera do PIN do cartão do Comissário: escreva-o no leitor de cartões',
    manifest: 'A enviar os dados da eleição aos servidores',
    enrolments: 'A enviar as inscrições dos eleitores',
    closingOrder: 'A ordenar o fim',
    finalHeads: 'À espera das listas definitivas dos Contadores',
    lists: 'Os Fiduciários estão a obter todas as listas',
    finalRoots: 'À espera das assinaturas dos Fiduciários na lista fechada',
    shares: 'À espera das partes da chave',
    deletion: 'A apagar nos servidores',
    bulletin: 'A escrever os votos no registo',
    tally: 'A abrir e contar os votos',
    other: 'Em curso',
  },
  election: {
    unknown: 'Não existe nenhuma eleição com este endereço.',
    like: 'Uma eleição como esta',
    likeText:
      'São copiados o título, os boletins, os servidores e os limiares, e prazos com a mesma duração, a partir de amanhã. O caderno eleitoral é o do dia em que a nova eleição for feita. Nada é feito antes de ver tudo.',
    likeDo: 'Copiar para uma nova eleição',
    deleted: 'Esta eleição de teste foi apagada.',
    archivedTag: 'Arquivada',
    archive: {
      heading: 'Arquivo',
      text: 'Arruma esta eleição: a lista mostra-a à parte. Resultados, registo e ata ficam onde estão, para todos.',
      away: 'Esta eleição está arquivada: a lista mostra-a à parte. Resultados, registo e ata estão onde estavam.',
      putAway: 'Arquivar esta eleição',
      takeOut: 'Tirar do arquivo',
    },
    back: 'Todas as eleições',
    course: 'Andamento da eleição',
    nextHeading: 'Passo seguinte',
    waits: 'Possível a partir de {time}.',
    allDone: 'Está tudo feito',
    allDoneText:
      'A eleição acabou; os resultados e o registo são públicos. Guarde o registo da eleição e o registo deste serviço.',
    progress: '{done} de {total}',
    failures: 'Servidores que não foram alcançados',
    server: 'Servidor',
    reason: 'Motivo',
    again: 'Enviar de novo',
    sure: '{step}: tem a certeza?',
    times: 'Datas e horas',
    opens: 'A votação abre',
    closes: 'A votação termina',
    intakeEnds: 'Últimos votos chegam aos Anonimizadores',
    claimsEnd: 'As reclamações terminam e o quadro público pode ser fechado',
    fingerprint: 'Impressão digital a publicar',
    fingerprintText:
      'O terminal mostra-a antes do voto. Imprima-a nas cartas aos eleitores e publique-a onde ninguém a possa alterar, por exemplo num jornal: a quem a comparar não pode ser mostrada uma eleição falsa.',
    copy: {
      fingerprint: 'Copiar a impressão digital',
      address: 'Copiar o endereço',
      command: 'Copiar o comando',
      key: 'Copiar a chave',
      head: 'Copiar o hash',
    },
    copied: 'Copiado',
    address: 'Endereço para os eleitores',
    addressCode: 'Código QR do endereço',
    addressText:
      'Conduz a esta eleição e, depois de publicados, aos seus resultados. Qualquer pessoa pode conhecê-lo.',
  },
  personalData: {
    heading: 'Dados pessoais',
    unset:
      'Não está fixado aqui um prazo depois do qual os dados pessoais de uma eleição podem ser apagados; por isso são guardados. Fixa-se na instalação (retentionDays).',
    kept: 'São guardados até {time}, porque até lá o resultado pode ser contestado. Depois podem ser apagados.',
    due: 'Os dados pessoais desta eleição já podem ser apagados',
    begun: 'Os dados pessoais estão apagados aqui, mas ainda não em todos os servidores',
    gone: 'Os dados pessoais desta eleição estão apagados',
    by: '{time}, por {officers}',
    caption: 'Quem tinha dados pessoais',
    party: 'Servidor',
    at: 'Apagados',
    here: 'este serviço',
    notYet: 'ainda não',
    record: 'Prova do apagamento (JSON)',
    recordText:
      'Tem a ordem do Comissário e a confirmação de cada servidor, com as assinaturas. Guarde-a com a ata.',
  },
  renewals: {
    heading: 'Renovação das partes das chaves',
    purpose: {
      trustee: 'As suas partes juntas abrem os votos.',
      administrator: 'As suas partes juntas assinam os votos.',
    },
    period: 'Partes atuais',
    since: 'Número {period}, {time}',
    atSetup: 'criadas com a eleição',
    next: 'Próxima renovação',
    from: 'a partir de {time}',
    underWay: 'em curso',
    noMore: 'mais nenhuma nesta eleição',
    help: 'As partes roubadas antes de uma renovação deixam de valer depois dela. Não é preciso fazer nada.',
    last: 'As últimas renovações: {role}',
    row: '{period}: {time}; na posse de {servers}',
    without: 'Sem parte: {servers}',
    withoutText: {
      trustee:
        'Os votos podem ser contados enquanto {needed} Fiduciários tiverem uma do mesmo número. Contacte o operador de quem não a tem: quando o seu servidor estiver a funcionar, “revs warden rejoin” readmite-o aí na próxima renovação.',
      administrator:
        'Os votos podem ser assinados enquanto {needed} Administradores tiverem uma do mesmo número. Contacte o operador de quem não a tem: quando o seu servidor estiver a funcionar, “revs warden rejoin” readmite-o aí na próxima renovação.',
    },
    late: 'Uma renovação prevista não se fez',
    lateText:
      'A votação continua com as partes que há, mas o que delas for roubado vale mais tempo. Veja estes servidores e o quadro; a renovação volta a ser tentada por si.',
  },
  monitoring: {
    heading: 'Acompanhamento',
    turnout: 'Participação',
    signedFor: 'Votos assinados',
    ofRoll: '{signed} de {voters} no caderno eleitoral ({share})',
    arrived: 'Votos recebidos',
    chart: 'Votos que chegaram aos Contadores',
    summary: '{packages} em {time}',
    atLeast:
      'Assinados: número de eleitores cujo voto os Administradores assinaram, às cegas. São estes ou mais, enquanto no máximo {hostile} deles mentirem.',
    delay:
      'Recebidos: votos que os Contadores têm. Os Anonimizadores retêm os votos para os misturar, os últimos até depois do encerramento, por isso este número vem com atraso. Na contagem, alguns podem revelar-se inválidos.',
    each: 'O que diz cada Administrador e cada Contador',
    noAnswer: 'sem resposta',
    servers: 'Servidores desta eleição',
    server: 'Servidor',
    role: 'Função',
    operator: 'Operador',
    state: 'Estado',
    answer: 'Tempo de resposta',
    clock: 'Relógio',
    up: 'ligado',
    down: 'sem resposta',
    problem: 'com falha: {code}',
    knownProblem: '{problem} ({code})',
    problems: {
      'store/full': 'disco cheio',
      'store/unavailable': 'não consegue gravar nada',
      'store/damaged': 'base de dados danificada',
      'store/put-back': 'foi reposta uma base de dados antiga',
      'board/rolled-back': 'foi reposta uma base de dados antiga',
      'board/fork': 'o quadro dividiu-se',
      'alert/renewal-late': 'renovação atrasada',
      'alert/renewal-failed': 'não consegue renovar a sua parte',
      'alert/no-share': 'sem parte da chave',
      'alert/impersonated': 'alguém assina em seu nome',
      'alert/another-log': 'vê outro quadro',
      'alert/abandoned': 'tem de voltar a entrar',
      'alert/powered-off': 'desligado desde uma renovação falhada',
    },
    milliseconds: '{ms} ms',
    clockRight: 'certo',
    clockAhead: '{seconds} s adiantado',
    clockBehind: '{seconds} s atrasado',
    clockUnknown: 'desconhecido',
    checked: 'Última verificação: {time}',
    asking: 'A consultar os servidores …',
  },
  alerts: {
    signing: {
      title: 'Neste momento não é possível votar',
      text: 'Estão ligados {up} de {all} Administradores; um voto precisa das assinaturas de {needed}. Mande ligar mais, de imediato. Os votos já confirmados estão seguros nos cartões e continuam depois.',
    },
    distribution: {
      title: 'Os terminais não conseguem obter os dados da eleição',
      text: 'Estão ligados {up} de {all} Distribuidores de boletins; um terminal precisa de {needed} que concordem. Mande ligar mais, de imediato.',
    },
    paths: {
      title: 'Não é possível enviar votos',
      text: 'Estão ligados Anonimizadores de {up} de {all} operadores; um caminho passa por {needed} diferentes. Mande ligar mais, de imediato. Entretanto os votos esperam nos cartões.',
    },
    intake: {
      title: 'Nenhum voto pode chegar',
      text: 'Estão ligados {up} de {all} Contadores; é preciso {needed}. Mande ligar um, de imediato. Entretanto os votos esperam nos Anonimizadores.',
    },
    freezing: {
      title: 'O quadro público não pode ser fechado',
      text: 'Estão ligados {up} de {all} Fiduciários; {needed} têm de acordar o quadro público. Sem eles não há resultados: mande ligar mais.',
    },
    disclosure: {
      title: 'Os votos não podem ser abertos',
      text: 'Estão ligados {up} de {all} Fiduciários; são precisas as partes de {needed}. Sem elas não há resultados: mande ligar mais.',
    },
    tight: {
      title: 'Não pode falhar mais nenhum servidor',
      signing:
        'Estão ligados {up} de {all} Administradores: exatamente os que um voto precisa. Se falhar mais um, ninguém pode votar.',
      distribution:
        'Estão ligados {up} de {all} Distribuidores de boletins: exatamente os que um terminal precisa. Se falhar mais um, ninguém pode votar.',
      paths:
        'Estão ligados Anonimizadores de {up} de {all} operadores: exatamente os que um caminho precisa. Se falhar mais um, nenhum voto pode ser enviado.',
      intake: 'Está ligado {up} de {all} Contadores. Se também falhar, nenhum voto pode chegar.',
      freezing:
        'Estão ligados {up} de {all} Fiduciários: exatamente os que têm de acordar o quadro público. Se falhar mais um, não pode ser fechado.',
      disclosure:
        'Estão ligados {up} de {all} Fiduciários: exatamente os necessários para abrir os votos. Se falhar mais um, ficam fechados.',
    },
    down: {
      title: 'Há servidores que não respondem',
      text: '{servers}. Contacte os operadores e peça que os liguem; o que lhes falta é enviado de novo no passo seguinte.',
    },
    clock: {
      title: 'Há servidores com o relógio errado',
      text: '{servers}: mais de 5 segundos de diferença. Os servidores abrem e fecham pelo próprio relógio e podem recusar eleitores cedo demais. Peça aos operadores que os acertem (NTP).',
    },
    contradicted: {
      title: 'Um Contador contradiz-se',
      text: '{servers}: assinou listas de votos que não podem ser uma só; algo foi retirado ou substituído. A votação e a contagem continuam. Contacte o operador: se não foi reposta uma cópia antiga, considere o servidor comprometido. Guarde as duas listas assinadas como prova: «revs election contradictions».',
    },
    notOpened: {
      title: 'A votação já devia ter começado, mas a eleição não está aberta',
      text: 'Segundo as horas marcadas, podia votar-se desde {time}. Abra já a eleição.',
    },
    opensAt: {
      title: 'A votação começa em {time}',
      text: 'Está tudo enviado. Até lá não é preciso fazer nada.',
    },
    closesSoon: { title: 'A votação termina em breve', text: 'Termina por si em {time}.' },
    claims: {
      title: 'As reclamações decorrem até {time}',
      text: 'Os votos ainda são misturados no caminho e os eleitores podem reclamar um voto que não chegou. Deixe todos os servidores ligados. Depois, os Fiduciários fecham o quadro público por si.',
    },
    ready: { title: 'Já se pode dar um passo', text: '{step}' },
  },
  outcome: {
    minutes: 'Ata para imprimir e assinar (PDF)',
    heading: 'Resultados',
    unpublished: 'Ainda não são públicos: só os responsáveis veem estes resultados.',
    record: 'Registo da eleição',
    recordText:
      'Tudo o que é preciso para verificar a eleição: dados, assinaturas, quadro público, a chave que abre os votos, resultados. Não contém nomes de eleitores. Guarde cópias em vários lugares.',
    download: 'Descarregar o registo',
    key: 'Chave pública do Comissário',
    keyText:
      'Publique-a também noutro lugar: quem verifica o registo não deve ter de ir buscar a chave a este serviço.',
    verify: 'Qualquer pessoa verifica o registo num navegador, na página dos eleitores, ou com um programa:',
    verifyHere: 'Verificar no navegador',
  },
};
