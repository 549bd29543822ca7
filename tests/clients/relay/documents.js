// What relay.mjs asks, for Relay's compiler to read. A list at the root, and one below a record that is found again by its id.
graphql`
  query documentsProjectsQuery($count: Int!) {
    ...documents_projects @arguments(count: $count)
  }
`;

graphql`
  fragment documents_projects on Query
  @argumentDefinitions(count: { type: "Int!" }, cursor: { type: "String" })
  @refetchable(queryName: "documentsProjectsPageQuery") {
    list: projects(first: $count, after: $cursor) @connection(key: "documents_list") {
      totalCount
      edges { node { id } }
    }
  }
`;

graphql`
  query documentsParticipationsQuery($slug: String!, $count: Int!) {
    project(by: { slug: $slug }) {
      ...documents_participations @arguments(count: $count)
    }
  }
`;

graphql`
  fragment documents_participations on Project
  @argumentDefinitions(count: { type: "Int!" }, cursor: { type: "String" })
  @refetchable(queryName: "documentsParticipationsPageQuery") {
    list: participations(first: $count, after: $cursor) @connection(key: "documents_list") {
      totalCount
      edges { node { id } }
    }
  }
`;

graphql`
  query documentsRefusedQuery($first: Int!) {
    projects(first: $first) { totalCount }
  }
`;
