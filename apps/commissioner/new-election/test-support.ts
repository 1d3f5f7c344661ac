/** For tests of the steps of a new election: a ballot file that is right. */
export const BALLOT_XML = `<?xml version="1.0" encoding="UTF-8"?>
<ballot xmlns="urn:revs:ballot:v1" id="bridge" languages="en fr">
  <title lang="en">The river bridge</title><title lang="fr">Le pont</title>
  <contest id="close" kind="yes-no" blank="allowed">
    <title lang="en">Shall the bridge be closed to cars?</title><title lang="fr">Fermer le pont aux voitures ?</title>
    <short lang="en">Bridge car-free</short><short lang="fr">Pont sans voitures</short>
  </contest>
</ballot>`;
